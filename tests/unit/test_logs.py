"""Logs: one format for everything, one line for each record in JSON, and nothing that people typed."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def fail(typed: str) -> None:
    """Raises with what somebody typed in a local variable."""
    secret = typed + "!"
    raise RuntimeError(f"{len(secret)} characters")


def log_everything() -> None:
    log = structlog.stdlib.get_logger("praiseworthy.test")
    log.debug("fine print", count=1)
    log.info("listening", address="http://127.0.0.1:3000")
    log.bind(delivery="d1").warning("delivery refused", error="channel_not_found")
    logging.getLogger("somebody.else").warning("of %s kind", "another")
    try:
        fail("typed by Ana")
    except RuntimeError:
        log.exception("fault", fault="0123")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    log_everything()
    captured = capsys.readouterr()
    records = [json.loads(line) for line in captured.err.splitlines()]
    assert captured.out == ""
    assert [record["event"] for record in records] == ["listening", "delivery refused", "of another kind", "fault"]
    assert records[0]["address"] == "http://127.0.0.1:3000"
    assert records[1]["delivery"] == "d1"
    assert [record["level"] for record in records] == ["info", "warning", "warning", "error"]
    assert {record["logger"] for record in records} == {"praiseworthy.test", "somebody.else"}
    assert all(record["timestamp"].endswith("Z") for record in records)
    assert "RuntimeError: 13 characters" in records[3]["exception"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_shows_no_local_variables(
    log_format: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("debug", log_format)
    log_everything()
    shown = capsys.readouterr().err
    assert "RuntimeError: 13 characters" in shown
    assert "typed by Ana!" not in shown


def test_text_names_the_event_and_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "text")
    log_everything()
    shown = capsys.readouterr().err
    assert "fine print" not in shown
    assert "listening" in shown
    assert "error=channel_not_found" in shown
    assert "\x1b[" not in shown or sys.stderr.isatty()


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", ["fine print", "listening", "delivery refused", "of another kind", "fault"]),
        ("warning", ["delivery refused", "of another kind", "fault"]),
        ("error", ["fault"]),
    ],
)
def test_the_level_is_kept(level: str, heard: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(level, "json")
    log_everything()
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == heard


@pytest.mark.parametrize("name", ["slack_bolt", "slack_sdk.web.async_client", "sqlalchemy.engine", "uvicorn"])
def test_libraries_that_show_what_people_typed_never_do(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # As at the start of the program; in this process another test's server may have set it up for itself.
    monkeypatch.setattr(logging.getLogger(name), "handlers", [])
    monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    set_up_logs("debug", "json")
    logging.getLogger(name).debug("body: typed by Ana")
    logging.getLogger(name).info("body: typed by Ana")
    logging.getLogger(name).warning("connection lost")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["connection lost"]
