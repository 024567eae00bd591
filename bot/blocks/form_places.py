"""Where a form came from, as it travels in `private_metadata`: kept within its limit, and read back with care."""

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.errors import Refused
from slack_limits import VIEW_PRIVATE_METADATA

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PlaceT = TypeVar("PlaceT", bound="DataclassInstance")

COPY_FIRST = "Copy your text, close the form and open it again."
OPEN_AGAIN = "Close it and open it again."


@dataclass(frozen=True, slots=True)
class ReplyPlace:
    """The place of a form that has nothing to know but where its reply goes."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    response_url: str | None = None


REPLY_PLACE = TypeAdapter(ReplyPlace)


def dump_place(place: PlaceT, *dispensable: str) -> str:
    """A place as `private_metadata`; what is None or False goes without saying.

    Where it has no room, the `dispensable` fields are left out, one after the other. They may be None.
    """
    dumped = _dumped(place)
    for name in dispensable:
        if len(dumped) <= VIEW_PRIVATE_METADATA.value:
            break
        place = replace(place, **{name: None})
        dumped = _dumped(place)
    return dumped


def load_place(adapter: TypeAdapter[PlaceT], private_metadata: str, remedy: str) -> PlaceT:
    """A place from `private_metadata`. Raises `Refused` for what `dump_place` did not write, as another version's."""
    try:
        return adapter.validate_json(private_metadata)
    except ValidationError:
        raise Refused("This form is not known here any more.", remedy) from None


def _dumped(place: Any) -> str:
    stated = {name: value for name, value in asdict(place).items() if value is not None and value is not False}
    # `str`: of a date or a time of day, its ISO form.
    return json.dumps(stated, separators=(",", ":"), ensure_ascii=False, default=str)
