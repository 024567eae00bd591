"""Structured logs: ids and outcomes, no secrets, no message texts."""

import logging
import sys
import traceback
from typing import Literal, TextIO

import structlog
from structlog.typing import ExcInfo

_QUIET = ("alembic", "apscheduler", "asyncio", "slack_bolt", "slack_sdk", "sqlalchemy", "uvicorn")
"""Libraries whose finer levels carry request bodies or noise: never below WARNING, whatever the level."""

_QUOTING = {"asyncpg", "sqlalchemy", "sqlite3"}
"""Packages whose errors quote the row or the value that was refused, and with it what people typed."""


def set_up_logs(level: str, log_format: Literal["text", "json"]) -> None:
    """Sends everything, the libraries' own records too, to standard error in one format."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if log_format == "json":
        last: list[structlog.typing.Processor] = [
            structlog.processors.ExceptionRenderer(_trace),
            structlog.processors.JSONRenderer(),
        ]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_write_trace)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    # A run that is left out because the one before it still waits, for the database perhaps, is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _write_trace(out: TextIO, exc_info: ExcInfo) -> None:
    out.write("\n" + _trace(exc_info))


def _trace(exc_info: ExcInfo) -> str:
    """The traceback with its causes; no local variables, and no message of an error that quotes data."""
    chain: list[BaseException] = []
    error: BaseException | None = exc_info[1]
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(_trace_one(error) for error in reversed(chain))


def _trace_one(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    message = "" if kind.__module__.partition(".")[0] in _QUOTING else str(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{name}{': ' if message else ''}{message}"
