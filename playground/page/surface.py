"""What blocks are drawn on: a message, a modal or a Home tab, with the values that a person gave so far."""

from dataclasses import dataclass, field

from nicegui.elements.html import Html

from playground.model import Json, Message, Outcome, View
from playground.page.reading import Reader
from playground.page.seat import Seat

Values = dict[tuple[str, str], Json]


@dataclass
class Surface:
    """Blocks' way back to the workspace. `values` holds one documented state value per (block_id, action_id)."""

    seat: Seat
    values: Values
    message: Message | None = None
    view: View | None = None
    present: set[tuple[str, str]] = field(default_factory=set)
    error_lines: dict[str, Html] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        return self.seat.reader()

    def begin(self, block_id: str, action_id: str, initial: Json) -> Json:
        """What the person gave before, else `initial`: as in Slack, an update keeps what was typed."""
        self.present.add((block_id, action_id))
        kept = self.values.get((block_id, action_id))
        if kept is None or kept.get("type") != initial.get("type"):
            self.values[block_id, action_id] = initial
            return initial
        return kept

    def state(self) -> Json:
        """`{"values": {block_id: {action_id: value}}}` of the elements that are on the surface now."""
        values: dict[str, Json] = {}
        for (block_id, action_id), value in self.values.items():
            if (block_id, action_id) in self.present:
                values.setdefault(block_id, {})[action_id] = value
        return {"values": values}

    async def act(self, block_id: str, action_id: str, value: Json) -> Outcome:
        """Send a `block_actions` payload for one element."""
        return await self.seat.attempt(
            self.seat.workspace.block_action(
                self.seat.person_id,
                message=self.message,
                view=self.view,
                block_id=block_id,
                action_id=action_id,
                value=value,
                state=self.state(),
            )
        )

    async def suggestions(self, block_id: str, action_id: str, query: str) -> list[Json]:
        """The bot's options for an external select."""
        return await self.seat.workspace.suggestions(
            self.seat.person_id,
            view=self.view,
            message=self.message,
            block_id=block_id,
            action_id=action_id,
            query=query,
        )


@dataclass
class Field:
    """One interactive element where it stands. `dispatch`: a change is sent to the bot at once."""

    surface: Surface
    block_id: str
    element: Json
    label: str
    dispatch: bool

    @property
    def action_id(self) -> str:
        return str(self.element.get("action_id", ""))

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def name(self) -> str:
        """The accessible name: the input block's label, else the placeholder, else the action's id in words."""
        placeholder = self.element.get("placeholder") or {}
        return self.label or str(placeholder.get("text") or self.action_id.replace("_", " ") or self.kind)

    @property
    def placeholder(self) -> str:
        return str((self.element.get("placeholder") or {}).get("text") or "")

    def begin(self, **initial: object) -> Json:
        """Register the element's value, `{"type": kind, **initial}` when the person gave none yet."""
        return self.surface.begin(self.block_id, self.action_id, {"type": self.kind, **initial})

    def keep(self, **value: object) -> None:
        """Remember what the person gave, without telling the bot."""
        self.surface.values[self.block_id, self.action_id] = {"type": self.kind, **value}

    async def give(self, **value: object) -> None:
        """Remember what the person gave, and tell the bot where a change is an action."""
        self.keep(**value)
        if self.dispatch:
            await self.surface.act(self.block_id, self.action_id, {"type": self.kind, **value})
