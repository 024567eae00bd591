"""Small checks that are put together into tables: each looks at one value and notes what Slack would say of it.

The sentences are those that Slack gives in `response_metadata.messages`, with a JSON pointer to the value.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playground.model import Json
from slack_limits import Limit

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def note(problems: Problems, sentence: str, pointer: str) -> None:
    """Adds a problem in Slack's form."""
    problems.append(f"[ERROR] {sentence} [json-pointer:{pointer}]")


def string(limit: Limit | None = None, *, least: int = 1) -> Check:
    """A string of `least` characters up to the limit."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            note(problems, "must provide a string", pointer)
        elif len(value) < least:
            note(problems, f"must be more than {least - 1} characters", pointer)
        elif limit and len(value) > limit.value:
            note(problems, f"must be less than {limit.value + 1} characters", pointer)

    return check


def matching(fits: Callable[[str], bool], sentence: str) -> Check:
    """A string of a certain form, for example a date."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str) or not fits(value):
            note(problems, sentence, pointer)

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in allowed:
            note(problems, f"value must be one of: {', '.join(allowed)}", pointer)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        note(problems, "must provide a boolean", pointer)


def integer(least: int, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            note(problems, "must provide an integer", pointer)
        elif value < least or (most is not None and value > most):
            note(problems, f"must be between {least} and {most}", pointer)

    return check


def number(value: Any, pointer: str, problems: Problems) -> None:
    """A finite number, whole or not."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        note(problems, "must provide a number", pointer)


def items(check_item: Check, most: int | None = None, *, least: int = 1) -> Check:
    """A list of `least` to `most` values that each pass `check_item`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            note(problems, "must provide an array", pointer)
            return
        if most is not None and len(value) > most:
            note(problems, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            note(problems, f"no fewer than {least} items allowed", pointer)
        for index, item in enumerate(value):
            check_item(item, f"{pointer}/{index}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Check) -> Check:
    """An object with these fields and no others; `rules` look at the whole object when its fields are sound."""
    fields = {**required, **optional}

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            note(problems, "must provide an object", pointer)
            return
        before = len(problems)
        for name in required:
            if name not in value:
                note(problems, f"missing required field: {name}", pointer)
        for name, field in value.items():
            if name in fields:
                fields[name](field, f"{pointer}/{name}", problems)
            elif name != "type":
                note(problems, f"invalid additional property: {name}", pointer)
        if len(problems) == before:
            for rule in rules:
                rule(value, pointer, problems)

    return check


def typed(kinds: Mapping[str, Check], allowed: Sequence[str] | None = None) -> Check:
    """An object whose `type` says which check it must pass; `allowed` names the types that may stand here."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            note(problems, "must provide an object", pointer)
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            note(problems, "missing required field: type", pointer)
        elif kind not in kinds or (allowed is not None and kind not in allowed):
            note(problems, f"unsupported type: {kind}", f"{pointer}/type")
        else:
            kinds[kind](value, pointer, problems)

    return check


def needs_one(*names: str) -> Check:
    """At least one of the fields must be there."""

    def check(value: Json, pointer: str, problems: Problems) -> None:
        if not any(name in value for name in names):
            note(problems, f"must provide one of: {', '.join(names)}", pointer)

    return check


def not_both(first: str, second: str) -> Check:
    """Two fields that exclude each other."""

    def check(value: Json, pointer: str, problems: Problems) -> None:
        if first in value and second in value:
            note(problems, f"only one of {first} and {second} allowed", pointer)

    return check
