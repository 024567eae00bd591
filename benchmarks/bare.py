"""The floor: a bare Bolt app on the same server, which verifies and acknowledges and does nothing else."""

import sys

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.server import EVENTS_PATH


def serve(port: int, api_url: str, token: str, secret: str) -> None:
    """Serves until SIGTERM."""
    client = AsyncWebClient(token=token, base_url=api_url)
    bolt = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack("Logged")

    bolt.command("/logwork")(acknowledge)
    handler = AsyncSlackRequestHandler(bolt, path=EVENTS_PATH)
    uvicorn.run(handler, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]), *sys.argv[2:5])
