"""The playground's one process: Slack's Web API, the Socket Mode endpoint, response URLs and, if wanted, the page."""

import asyncio
import importlib
import json
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.datastructures import UploadFile

from playground import sample
from playground.api import Call, WebApi
from playground.app_link import AppLink
from playground.errors import SlackError
from playground.faults import Faults, RateLimits
from playground.files import media_type
from playground.grants import ResponseUrls
from playground.loop_server import LoopServer
from playground.manifest import Manifest
from playground.store import Saver, load
from playground.transport import SignedHttp, SocketMode
from playground.workspace import Workspace

BOT_TOKEN = "xoxb-playground-bot"
APP_TOKEN = "xapp-playground-app"
SIGNING_SECRET = "playground-signing-secret"


class PortInUseError(Exception):
    """The wanted port can't be had; the message says so in one sentence."""


@dataclass(slots=True)
class Playground:
    """A running playground and what the app needs to reach it."""

    workspace: Workspace
    base_url: str
    api: WebApi
    transport: SocketMode | SignedHttp
    server: LoopServer
    serving: asyncio.Task[None]
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def socket_mode(self) -> SocketMode:
        """The transport, where it is Socket Mode; raises TypeError otherwise."""
        if not isinstance(self.transport, SocketMode):
            raise TypeError("the playground sends signed HTTP requests")
        return self.transport

    @property
    def signed_http(self) -> SignedHttp:
        """The transport, where it is signed HTTP; raises TypeError otherwise."""
        if not isinstance(self.transport, SignedHttp):
            raise TypeError("the playground speaks Socket Mode")
        return self.transport

    @property
    def rate_limits(self) -> RateLimits:
        return self.api.rate_limits

    @property
    def faults(self) -> Faults:
        return self.api.faults

    @property
    def calls(self) -> deque[Call]:
        """The last calls received, oldest first."""
        return self.api.calls

    async def stop(self) -> None:
        """Closes the connections and the port; a second call changes nothing."""
        await self.workspace.link.close()
        self.server.should_exit = True
        await self.serving


def _bound(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortInUseError(f"The playground can't listen on {host}:{port}: {error.strerror}.") from error
    return listening


def _use_response_url(workspace: Workspace, key: str, body: bytes) -> None:
    grant = workspace.link.response_urls.use(key)
    try:
        content = json.loads(body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    workspace.replies.answer(grant, content)
    workspace.changed()


def _application(workspace: Workspace, transport: SocketMode | SignedHttp, base_url: str) -> tuple[FastAPI, WebApi]:
    socket_mode = transport if isinstance(transport, SocketMode) else None
    api = WebApi(workspace, BOT_TOKEN, APP_TOKEN, socket_mode, f"{base_url.replace('http', 'ws', 1)}/link")

    async def response_url(request: Request) -> Response:
        try:
            _use_response_url(workspace, request.path_params["key"], await request.body())
        except SlackError as refused:
            status = 404 if refused.error in {"used_url", "expired_url"} else 400
            answer = {"ok": False, "error": refused.error, "response_metadata": {"messages": refused.messages}}
            return JSONResponse(answer, status_code=status)
        return PlainTextResponse("ok")

    workspace.files.base = base_url

    async def upload(request: Request) -> Response:
        """Raw bytes, or a form with one file in it ("files.getUploadURLExternal method")."""
        body = await request.body()
        if "multipart/form-data" in request.headers.get("content-type", ""):
            async with request.form() as form:
                sent = next((one for one in form.values() if isinstance(one, UploadFile)), None)
                body = await sent.read() if sent else b""
        try:
            received = workspace.files.receive(request.path_params["ticket"], body)
        except SlackError as refused:
            status = 404 if refused.error == "file_not_found" else 400
            return PlainTextResponse(refused.error, status_code=status)
        return PlainTextResponse(f"OK - {received}")

    async def download(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            content = workspace.files.content(request.path_params["key"])
        except SlackError as refused:
            return PlainTextResponse(refused.error, status_code=404)
        # Nothing that was uploaded is shown as a page of this address.
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, media_type=media_type(name), headers=headers)

    app = FastAPI(openapi_url=None)
    app.add_route("/api/{method}", api.handle, methods=["GET", "POST"])
    app.add_route("/response/{key}", response_url, methods=["POST"])
    app.add_route("/upload/v1/{ticket}", upload, methods=["POST"])
    app.add_route("/files-pri/{key}/{name}", download, methods=["GET"])
    app.add_route("/files-pri/{key}/download/{name}", download, methods=["GET"])
    if socket_mode:
        app.add_api_websocket_route("/link", socket_mode.serve)
    return app, api


@asynccontextmanager
async def running(
    *,
    manifest: Path,
    port: int = 0,
    host: str = "127.0.0.1",
    request_url: str | None = None,
    with_page: bool = False,
    state_file: Path | None = None,
) -> AsyncIterator[Playground]:
    """Serves a playground while the context lasts.

    `port` 0 takes a free one. With a `request_url` the app gets signed HTTP requests there, without it it connects
    by Socket Mode. Raises PortInUseError, OSError or ValueError when it can't start.
    """
    told = Manifest.read(manifest)
    contents = load(state_file, sample.sample) if state_file else sample.sample()
    transport = SignedHttp(request_url, SIGNING_SECRET) if request_url else SocketMode(sample.APP_ID)
    with _bound(host, port) as listening:
        base_url = f"http://{host}:{listening.getsockname()[1]}"
        workspace = Workspace(
            team_id=sample.TEAM_ID,
            team_name=sample.TEAM_NAME,
            app_id=sample.APP_ID,
            bot=contents.people[sample.BOT.id],
            bot_id=sample.BOT_ID,
            contents=contents,
            manifest=told,
            link=AppLink(transport, response_urls=ResponseUrls(f"{base_url}/response")),
        )
        app, api = _application(workspace, transport, base_url)
        if with_page:
            importlib.import_module("playground.page").mount(app, workspace)
        saver = Saver(state_file, contents) if state_file else None
        if saver:
            workspace.subscribe(saver.changed)
        server = LoopServer(app)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        playground = Playground(workspace, base_url, api, transport, server, serving)
        try:
            await server.ready.wait()
            yield playground
        finally:
            await playground.stop()
            if saver:
                saver.save()
