"""The labelled texts of tests/unit/praise_texts: who is named in them and whether they praise a person's service."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "tests" / "unit" / "praise_texts"

PRAISE_KINDS = frozenset(
    {"thanks_outcome", "mention", "behaviour", "relayed", "survey", "with_complaint", "second_person"}
)
"""Kinds of text that praise a person's service; all others don't."""

_COLLEAGUE = re.compile(r"\{([^{}]+)\}")
_AUTHOR = re.compile(r"<<([^<>]+)>>")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One message as the classifier gets it, and what it should say."""

    part: str
    language: str
    kind: str
    text: str
    names: tuple[str, ...]
    author: str

    @property
    def is_praise(self) -> bool:
        return self.kind in PRAISE_KINDS


def load(part: str) -> list[LabelledText]:
    """The texts of 'train', 'develop', 'held_out' or 'fresh', in the order of the file.

    In the file, {…} stands around a colleague's name and <<…>> around the writer's own.
    """
    languages = tomllib.loads((FOLDER / f"{part}.toml").read_text(encoding="utf-8"))
    return [
        LabelledText(part, language, kind, _plain(marked), tuple(_COLLEAGUE.findall(marked)), _author(marked))
        for language, kinds in languages.items()
        for kind, of_kind in kinds.items()
        for marked in of_kind["texts"]
    ]


def _plain(marked: str) -> str:
    return _AUTHOR.sub(r"\1", _COLLEAGUE.sub(r"\1", marked))


def _author(marked: str) -> str:
    found = _AUTHOR.search(marked)
    return found[1] if found else ""
