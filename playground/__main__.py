"""`python -m playground`: serves the local Slack with its page until it is interrupted."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from playground.server import Playground, PortInUseError, running

MANIFEST = Path(__file__).parent.parent / "manifest.json"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground", description="A local Slack to try the bot in the browser.")
    parser.add_argument("--port", type=int, default=8080, help="port of the page and the Web API (default 8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--request-url", help="send signed HTTP requests to this URL instead of using Socket Mode")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the workspace in this JSON file")
    parser.add_argument("--manifest", type=Path, default=MANIFEST, help="the app's manifest (default manifest.json)")
    parser.add_argument(
        "--until-input-ends",
        action="store_true",
        help="also stop when standard input ends: a program that started this one has ended, however that came",
    )
    return parser.parse_args()


def _say(playground: Playground, *, over_http: bool) -> None:
    credential = (
        f"SLACK_SIGNING_SECRET={playground.signing_secret}" if over_http else f"SLACK_APP_TOKEN={playground.app_token}"
    )
    lines = [
        f"The playground is at {playground.base_url}/",
        "Start the bot with:",
        f"  SLACK_API_URL={playground.api_url} SLACK_BOT_TOKEN={playground.bot_token} {credential} praiseworthy run",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


async def _serve(options: argparse.Namespace) -> None:
    async with running(
        manifest=options.manifest,
        port=options.port,
        host=options.host,
        request_url=options.request_url,
        with_page=True,
        state_file=options.state,
    ) as playground:
        interrupted = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, interrupted.set)
        _say(playground, over_http=options.request_url is not None)
        ends = asyncio.create_task(_input_ends(interrupted)) if options.until_input_ends else None
        await interrupted.wait()
        if ends is not None:
            ends.cancel()


async def _input_ends(then: asyncio.Event) -> None:
    read = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(read), sys.stdin)
    while await read.read(1_024):
        pass
    then.set()


def main() -> int:
    """0 after a clean end, 1 with one sentence when it can't start."""
    try:
        asyncio.run(_serve(_options()))
    except (PortInUseError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
