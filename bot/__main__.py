"""The `praiseworthy` command line."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import uvloop

from bot.app import migrate_database, run
from bot.clock import system_clock
from bot.domain.praise_report import read_threshold
from bot.errors import CannotStart, Refused
from bot.imports import IMPORTABLE, Order, import_file, told
from bot.logs import set_up_logs
from bot.manifest import manifest
from bot.playground_process import playground
from bot.praise_command import ReportOrder, praise_report_lines
from bot.settings import Mode, read_settings, read_settings_for

DEFAULT_HTTP_PORT = 3000
PLAYGROUND_STATE = Path("playground-state.json")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. 0 after a clean end, 1 with a sentence on standard error when it can't be done."""
    options = _parser().parse_args(arguments)
    try:
        command: int = options.command(options)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="praiseworthy", description="A Slack bot that logs off-system help in one line and shows results."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    running = commands.add_parser("run", help="start the bot", description="Starts the bot in the foreground.")
    running.add_argument(
        "--mode",
        choices=["auto", *Mode],
        default="auto",
        help="auto (the default): Socket Mode when SLACK_APP_TOKEN is set, HTTP when SLACK_SIGNING_SECRET is set "
        "without it, the playground when there is no Slack credential at all",
    )
    running.add_argument(
        "--port",
        type=_port,
        help=f"HTTP: where Slack's requests are taken (default {DEFAULT_HTTP_PORT}); playground: the page (default "
        "8080); Socket Mode: serve /healthz and /metrics there",
    )
    running.set_defaults(command=_run)

    migrating = commands.add_parser(
        "migrate",
        help="bring the database's schema to this version",
        description="Brings the schema of DATABASE_URL to this version. May be run again at any time.",
    )
    migrating.set_defaults(command=_migrate)

    importing = commands.add_parser(
        "import",
        help="take people, customers or measurements from a CSV file",
        description="Takes people, customers or measurements from a CSV file, all rows or none.",
    )
    subjects = importing.add_subparsers(required=True, metavar="SUBJECT")
    for subject, importable in IMPORTABLE.items():
        columns = f"{', '.join(importable.required)}; and, where wanted, {', '.join(importable.optional)}"
        taking = subjects.add_parser(
            subject, help=f"take {subject}", description=f"Takes {subject}. Columns: {columns}."
        )
        taking.add_argument("file", type=Path, metavar="FILE.csv", help="comma, semicolon or tab; UTF-8 is best")
        taking.add_argument("--dry-run", action="store_true", help="say what would change, and save nothing")
        taking.add_argument("--workspace", metavar="ID", help="Slack's id of it, where the database has several")
        if subject == "measurements":
            taking.add_argument(
                "--accept-jumps", action="store_true", help="take numbers that jump more than ten times, too"
            )
        taking.set_defaults(command=_import, subject=subject, accept_jumps=False)

    praising = commands.add_parser("praise", help="look after what is noticed as praise", description="Praise.")
    reporting = praising.add_subparsers(required=True, metavar="WHAT").add_parser(
        "report",
        help="how often prompts were right, and the threshold",
        description="Says per source how often prompts about praise were right, and what another threshold would "
        "have done; sets the workspace's threshold.",
    )
    reporting.add_argument("--workspace", metavar="ID", help="Slack's id of it, where the database has several")
    reporting.add_argument("--threshold", type=_threshold, metavar="0.7", help="a threshold to try")
    setting = reporting.add_mutually_exclusive_group()
    setting.add_argument("--set-threshold", type=_threshold, metavar="0.7", help="the threshold from now on")
    setting.add_argument("--reset-threshold", action="store_true", help="the program's own threshold from now on")
    reporting.set_defaults(command=_report_praise)

    printing = commands.add_parser(
        "manifest",
        help="print the app manifest to paste into Slack",
        description="Prints the app manifest to paste into Slack ('Create New App', 'From a manifest').",
    )
    printing.add_argument(
        "--request-url", metavar="URL", help="for HTTP: where Slack reaches the bot, https://…/slack/events"
    )
    printing.set_defaults(command=_print_manifest)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _threshold(text: str) -> float:
    try:
        return read_threshold(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(f"{refused.problem} {refused.remedy}") from None


def _run(options: argparse.Namespace) -> int:
    settings, mode = read_settings_for(None if options.mode == "auto" else Mode(options.mode))
    set_up_logs(settings.log_level, settings.log_format)

    async def start() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        if mode is Mode.PLAYGROUND:
            async with playground(settings, options.port, PLAYGROUND_STATE) as (with_credentials, welcome):
                sys.stdout.write(f"{welcome} (stop with Ctrl+C)\n")
                sys.stdout.flush()
                await run(with_credentials, mode, None, stop)
        else:
            port = DEFAULT_HTTP_PORT if options.port is None and mode is Mode.HTTP else options.port
            await run(settings, mode, port, stop)

    return _in_loop(start())


def _migrate(_options: argparse.Namespace) -> int:
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    _in_loop(migrate_database(settings))
    sys.stdout.write("The database's schema is up to date.\n")
    return 0


def _import(options: argparse.Namespace) -> int:
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    order = Order(options.subject, options.file, options.workspace, options.dry_run, options.accept_jumps)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report = runner.run(import_file(order, settings.database_url, system_clock()))
    for stream, text in zip((sys.stdout, sys.stderr), told(order, report), strict=True):
        if text:
            stream.write(f"{text}\n")
    return 1 if report.problems else 0


def _report_praise(options: argparse.Namespace) -> int:
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    sets = options.reset_threshold or options.set_threshold is not None
    order = ReportOrder(options.workspace, options.threshold, sets, options.set_threshold)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        lines = runner.run(praise_report_lines(order, settings.database_url, system_clock()))
    sys.stdout.write("\n".join([*lines, ""]))
    return 0


def _print_manifest(options: argparse.Namespace) -> int:
    sys.stdout.write(json.dumps(manifest(options.request_url), indent=2, ensure_ascii=False) + "\n")
    return 0


def _in_loop(work: Coroutine[Any, Any, None]) -> int:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
