"""Nothing that the program answers is without a row in the matrix, and no row without an attempt."""

from collections import Counter
from pathlib import Path

import pytest

from handlers.routes import Routes
from tests.access.company import Who
from tests.access.matrix import Cell, read_matrix
from tests.access.subjects import all_attempts
from tests.access.world import World


def _handlers(routes: Routes) -> set[tuple[str, str]]:
    """Every handler as docs/access.md calls what it answers; what is pressed and what is chosen are alike."""
    kinds = {
        "command": routes.commands,
        "word": routes.subcommands,
        "shortcut": routes.shortcuts,
        "press": {**routes.actions, **routes.options},
        "form": routes.views,
        "event": routes.events,
    }
    return {(kind, str(name)) for kind, handlers in kinds.items() for name in handlers}


def _answered_by(request: str) -> tuple[str, str]:
    kind, name, *_ = request.split(" ")
    return "press" if kind in {"button", "menu"} else kind, name


def test_every_handler_has_a_row_and_every_row_a_handler(world: World) -> None:
    assert {_answered_by(request) for request in read_matrix()} == _handlers(world.routes)


def test_every_row_is_attempted_and_every_attempt_has_a_row() -> None:
    tried = Counter(attempt.request for attempt in all_attempts())
    assert set(tried) == set(read_matrix())
    assert max(tried.values()) == 1


def test_every_file_of_attempts_has_a_file_of_tests() -> None:
    folder = Path(__file__).parent
    subjects = {file.stem.removeprefix("attempts_") for file in folder.glob("attempts_*.py")}
    assert subjects <= {file.stem.removeprefix("test_") for file in folder.glob("test_*.py")}


def test_nobody_from_outside_changes_or_sees_more_than_what_there_is() -> None:
    """Of all rows, those that let guests or people from outside in are few, and known by name."""
    let_in = {
        request
        for request, row in read_matrix().items()
        if {row.cells[Who.GUEST], row.cells[Who.OUTSIDER], row.cells[Who.GONE]} != {Cell.NO}
    }
    assert let_in == {
        "command /goal help",
        "command /logwork help",
        "command /praiseworthy",
        "command /scorecard help",
        "word privacy",
        "button privacy.download",
        "button privacy.texts",
        "form privacy.texts_form",
        "event message",
        "event team_join",
        "event user_change",
    }


def test_a_row_that_cannot_be_read_is_refused() -> None:
    columns = " | ".join(Who)
    cells = " | ".join(["yes"] * len(Who))
    head = f"## Request by request\n| request | {columns} |\n"
    assert set(read_matrix(f"{head}| it: `form a.b` | {cells} |\n")) == {"form a.b"}
    with pytest.raises(ValueError, match="stands in two rows"):
        read_matrix(f"{head}| it: `form a.b` | {cells} |\n| again: `form a.b` | {cells} |\n")
    with pytest.raises(ValueError, match="no request"):
        read_matrix(f"{head}| it: a.b | {cells} |\n")
    with pytest.raises(ValueError, match="maybe"):
        read_matrix(f"{head}| it: `form a.b` | {cells.replace('yes', 'maybe', 1)} |\n")
