"""A browser tab: who acts in it, what they look at, and the acts that it hands to the workspace."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from playground.model import Conversation, Member, Outcome
from playground.page.reading import Reader
from playground.workspace import Workspace

Tab = Literal["messages", "home"]


@dataclass
class ReadMarks:
    """How far each person has read in each conversation, by the last `ts` seen; shared by all tabs of the page."""

    workspace: Workspace
    start: str
    seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def mark(self, person_id: str, channel_id: str) -> None:
        timeline = self.workspace.timeline(person_id, channel_id)
        if timeline:
            self.seen[person_id, channel_id] = timeline[-1].ts

    def unread(self, person_id: str, channel_id: str) -> int:
        """Messages from others since the person last looked; what was there when the page started counts as read."""
        last = float(self.seen.get((person_id, channel_id), self.start))
        timeline = self.workspace.timeline(person_id, channel_id)
        return sum(1 for message in timeline if float(message.ts) > last and message.user != person_id)


@dataclass
class Seat:
    """One tab's state. `redraw` is bound by the page to draw everything that changed."""

    workspace: Workspace
    marks: ReadMarks
    person_id: str
    channel_id: str
    tab: Tab = "messages"
    thread_ts: str | None = None
    shown: int = 150
    redraw: Callable[[], None] = lambda: None

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
        """'help-desk' for a channel, the other person's name for a direct message."""
        if conversation.kind != "im":
            return conversation.name
        others = sorted(conversation.members - {self.person_id})
        if not others:
            return f"{self.person.real_name} (you)"
        return self.member(others[0]).real_name

    def member(self, member_id: str) -> Member:
        """A person or the app's bot user; somebody unknown is shown by id."""
        if member_id == self.workspace.bot.id:
            return self.workspace.bot
        return self.workspace.people.get(member_id) or Member(
            id=member_id, team_id=self.workspace.team_id, name=member_id, real_name=member_id
        )

    async def attempt(self, act: Awaitable[Outcome]) -> Outcome:
        """Wait for an act to be acknowledged; what Slack would tell the person is in the workspace's notices."""
        outcome = await act
        self.redraw()
        return outcome
