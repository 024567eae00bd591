"""A browser tab: who acts in it, what they look at, and the acts that it hands to the workspace."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from playground.model import Conversation, Member, Outcome, View
from playground.page.reading import Reader
from playground.workspace import Workspace

Tab = Literal["messages", "home"]


@dataclass
class ReadMarks:
    """How far each person has read in each conversation; kept with the workspace, shared by all tabs of the page."""

    workspace: Workspace

    def mark(self, person_id: str, channel_id: str) -> None:
        timeline = self.workspace.timeline(person_id, channel_id)
        if timeline:
            self.workspace.contents.read.setdefault(person_id, {})[channel_id] = timeline[-1].ts

    def unread(self, person_id: str, channel_id: str) -> int:
        """Messages from others since the person last looked; what was there when the workspace began counts as read."""
        contents = self.workspace.contents
        last = float(contents.read.get(person_id, {}).get(channel_id) or contents.began or 0)
        timeline = self.workspace.timeline(person_id, channel_id)
        return sum(1 for message in timeline if float(message.ts) > last and message.user != person_id)


@dataclass
class Desks:
    """Which tab of a person's shows a modal: the one in which the person acted last when it was opened."""

    acted: dict[str, "Seat"] = field(default_factory=dict)
    shown_by: dict[str, "Seat"] = field(default_factory=dict)

    def shows(self, seat: "Seat", view: View) -> bool:
        """Whether this tab shows the modal; one whose tab was closed or reloaded goes to the next that asks."""
        if not seat.is_open:
            return False
        holder = self.shown_by.get(view.root_view_id) or self.acted.get(view.owner)
        if holder is None or not holder.is_open or holder.person_id != view.owner:
            holder = seat
        self.shown_by[view.root_view_id] = holder
        return holder is seat


@dataclass(eq=False)
class Seat:
    """One tab's state. `redraw` is bound by the page to draw all that changed; `is_open` while a browser shows it."""

    workspace: Workspace
    marks: ReadMarks
    desks: Desks
    person_id: str
    channel_id: str
    tab: Tab = "messages"
    thread_ts: str | None = None
    shown: int = 150
    redraw: Callable[[], None] = lambda: None
    is_open: bool = False

    @property
    def person(self) -> Member:
        return self.workspace.people[self.person_id]

    @property
    def conversation(self) -> Conversation:
        return self.workspace.conversations[self.channel_id]

    @property
    def is_app(self) -> bool:
        """Whether the direct message with the app is open, which has a Home tab."""
        return self.conversation.kind == "im" and self.workspace.bot.id in self.conversation.members

    @property
    def url(self) -> str:
        """The address that brings a reload back here."""
        home = "&tab=home" if self.tab == "home" and self.is_app else ""
        return f"/?as={self.person_id}&in={self.channel_id}{home}"

    def reader(self) -> Reader:
        """How this person reads: display names, their zone."""
        members = {**self.workspace.people, self.workspace.bot.id: self.workspace.bot}
        return Reader(
            person_id=self.person_id,
            zone=ZoneInfo(self.person.tz),
            member_names={member.id: member.real_name for member in members.values()},
            channel_names={
                conversation.id: conversation.name
                for conversation in self.workspace.conversations.values()
                if conversation.kind == "channel" or self.person_id in conversation.members
            },
        )

    def title_of(self, conversation: Conversation) -> str:
        """'help-desk' for a channel, the others' names for a direct message."""
        if not conversation.is_direct:
            return conversation.name
        others = sorted(self.member(one).real_name for one in conversation.members - {self.person_id})
        return ", ".join(others) or f"{self.person.real_name} (you)"

    def member(self, member_id: str) -> Member:
        """A person or the app's bot user; somebody unknown is shown by id."""
        if member_id == self.workspace.bot.id:
            return self.workspace.bot
        return self.workspace.people.get(member_id) or Member(
            id=member_id, team_id=self.workspace.team_id, name=member_id, real_name=member_id
        )

    async def attempt(self, act: Awaitable[Outcome]) -> Outcome:
        """Wait for an act to be acknowledged; what Slack would tell the person is in the workspace's notices."""
        self.desks.acted[self.person_id] = self
        outcome = await act
        self.redraw()
        return outcome
