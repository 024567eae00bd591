"""The access matrix, as docs/access.md states it: who may do what, request by request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.access.company import Who

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
HEADING = "## Request by request"

_REQUEST = re.compile(r"`((?:command|word|shortcut|button|menu|form|event) [^`]+)`")


class Cell(StrEnum):
    """What comes of a request."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Stated:
    """A row of the matrix, for one of the requests that it names."""

    request: str
    cells: Mapping[Who, Cell]


def hooks_in() -> list[str]:
    """The paths of the hooks that are documented."""
    part = DOCUMENT.read_text(encoding="utf-8").partition("### Hooks\n")[2].partition("\n#")[0]
    return re.findall(r"`POST (/[^`]+)`", part)


def read_matrix(text: str | None = None) -> dict[str, Stated]:
    """Every request with its row. Raises `ValueError` for a row that can't be read and for a request in two rows."""
    text = DOCUMENT.read_text(encoding="utf-8") if text is None else text
    part = text.partition(f"{HEADING}\n")[2].partition("\n## ")[0]
    stated: dict[str, Stated] = {}
    columns: list[str] = []
    for line in part.splitlines():
        if not line.startswith("|"):
            continue
        first, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        if first == "request":
            columns = rest
            continue
        if set(first) <= {"-", ":"}:
            continue
        requests = _REQUEST.findall(first)
        if not requests:
            raise ValueError(f"no request in the row {line}")
        cells = {Who(name): Cell(cell) for name, cell in zip(columns, rest, strict=True)}
        if set(cells) != set(Who):
            raise ValueError(f"not everybody stands in the table of {line}")
        for request in requests:
            if request in stated:
                raise ValueError(f"{request} stands in two rows")
            stated[request] = Stated(request, cells)
    return stated
