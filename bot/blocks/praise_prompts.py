"""What somebody is asked about praise, what came of it, and what was gathered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks.elements import actions, button
from bot.blocks.goals import NAME_LENGTH
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, plain, section
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.praise_prompts import GatheredView, NotPraise, Page, PromptView, WaitingView
from bot.domain.praises import Praise, Praised, PraiseState
from bot.errors import Refused
from slack_limits import OPTION_TEXT, PLACEHOLDER, TEXT_OBJECT

QUOTE_LENGTH = 1_500
"""Characters of a customer's words that a prompt shows."""

SHORT_QUOTE_LENGTH = 200
MOST_NAMED = 5
"""People whose names a line says."""

_MOST_DIGITS = 9
"""Of an id: every number of so many digits fits into PostgreSQL's `integer` ("Numeric Types")."""

BECAUSE = {
    NotPraise.PRODUCT: "The product",
    NotPraise.SARCASM: "Sarcasm",
    NotPraise.COMPLAINT: "A complaint",
    NotPraise.NOT_A_PERSON: "Not a person",
    NotPraise.OTHER: "Something else",
}


@dataclass(frozen=True, slots=True)
class PromptPlace:
    """Which praise something is pressed for, and on the page of which day, where it was gathered."""

    praise_id: int
    gathered_on: date | None = None

    def dump(self) -> str:
        """'12', or '12:2026-11-18'."""
        return str(self.praise_id) if self.gathered_on is None else f"{self.praise_id}:{self.gathered_on.isoformat()}"

    @classmethod
    def load(cls, value: str) -> "PromptPlace":
        """From what `dump` wrote. Raises `Refused` for anything else."""
        number, _, day = value.partition(":")
        if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
            raise unknown_prompt()
        return cls(int(number), read_day(day) if day else None)


def unknown_prompt() -> Refused:
    """For a button that isn't ours."""
    return Refused("That button isn't known here.", "The praise that waits for you is in your digest, too.")


def read_day(value: str) -> date:
    """A day as a button carries it. Raises `Refused`."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise unknown_prompt() from None


def prompt_message(view: PromptView | GatheredView | WaitingView) -> Message:
    """What somebody is asked about one praise and, afterwards, what came of it; or what was gathered of a day, or what
    waits still.
    """
    if isinstance(view, GatheredView):
        return _gathered_message(view)
    if isinstance(view, WaitingView):
        return _waiting_message(view)
    drawn = _open_message(view) if view.praise.state is PraiseState.OPEN else _decided_message(view)
    if view.page is None:
        return drawn
    where = f"Praise {view.page.number} of {view.page.of} that was gathered {describe_day(view.page.day, view.today)}"
    return Message(drawn.text, [context(where), *drawn.blocks, *_turns(view.page)])


def names_of(praised: Sequence[Praised]) -> str:
    """'Ana Pereira and Bruno Keller', 'Ana, Bruno, Carla, Dana, Eva and 3 more'; escaped."""
    names = [escape_to(one.name, NAME_LENGTH) for one in praised[:MOST_NAMED]]
    if len(praised) > MOST_NAMED:
        names.append(f"{len(praised) - MOST_NAMED} more")
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def who_said(view: PromptView) -> str:
    """'Jane Miller, Acme'; 'A customer' where nothing is known; escaped."""
    customer = view.praise.customer.name if view.praise.customer else ""
    parts = [escape_to(part, NAME_LENGTH) for part in (view.said_by, customer) if part]
    return ", ".join(parts) or "A customer"


def quote(words: str, most: int = QUOTE_LENGTH) -> Block:
    """Somebody's words as a quote in which nothing is live and out of which nothing leads ("Rich text block")."""
    said = words.strip()
    shown = said if len(said) <= most else said[: most - 1].rstrip() + "…"
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": shown or "…"}]}],
    }


def quoted(words: str, most: int) -> str:
    """The words in one line, in quotation marks; escaped."""
    return f"“{escape_to(' '.join(words.split()), most)}”"


def _open_message(view: PromptView) -> Message:
    praise = view.praise
    if view.is_own:
        text = f"{who_said(view)} praised you! Somebody else decides what becomes of it, and is asked"
        return Message(
            f"{text}: {quoted(praise.words, QUOTE_LENGTH)}", [section(f"*{text}.*"), quote(praise.words), *_about(view)]
        )
    is_sure = any(one.is_sure for one in praise.praised)
    whom = names_of([one for one in praise.praised if one.is_sure]) if is_sure else "somebody"
    headline = f"{'Still waiting: ' if view.is_again else ''}{who_said(view)} praised {whom}"
    place = PromptPlace(praise.id, view.page.day if view.page else None)
    blocks = [section(f"*{headline}*"), quote(praise.words), *_about(view)]
    if not is_sure:
        blocks += [section("Whom does it concern?"), actions(*_pickers(praise, place))]
    if view.later_until is not None:
        later = f"{describe_day(view.later_until.date(), view.today)} at {view.later_until:%H:%M}"
        blocks.append(context(f"You are asked again {later}, unless you decide before."))
    blocks.append(
        actions(
            {**button("Recognise", ActionId.PROMPT_RECOGNISE, place.dump()), "style": "primary"},
            button("Thank privately", ActionId.PROMPT_THANK, place.dump()),
            button("Not praise", ActionId.PROMPT_DISMISS, place.dump()),
            button("Later", ActionId.PROMPT_LATER, place.dump()),
        )
    )
    return Message(f"{headline}: {quoted(praise.words, QUOTE_LENGTH)}", blocks)


def _decided_message(view: PromptView) -> Message:
    praise = view.praise
    place = PromptPlace(praise.id, view.page.day if view.page else None)
    who = "You" if view.handled_by_asked else escape_to(view.handled_by, NAME_LENGTH) or "Somebody"
    whom = names_of(praise.praised) or "somebody"
    match praise.state:
        case PraiseState.WITHDRAWN:
            said = f"The message in which {who_said(view)} praised {whom} was deleted"
            if praise.noted_by is not None:
                gone = "was taken back" if praise.message_ts is None else "was taken back, or its message deleted"
                said = f"The note of what {who_said(view)} said about {whom} {gone}"
            text = f"{said}, so there is nothing to decide."
            return Message(text, [section(text)])
        case PraiseState.RECOGNISED:
            where = f" in <#{escape(view.kudos_channel)}>" if view.kudos_channel else ""
            text = f"{who} recognised {whom}{where} for what {who_said(view)} said"
            undo = [button("Undo", ActionId.PROMPT_UNDO, place.dump())] if _may_undo(view) else []
        case PraiseState.THANKED:
            text = f"{who} thanked {whom} directly for what {who_said(view)} said"
            undo = [button("Undo", ActionId.PROMPT_UNDO, place.dump())] if _may_undo(view) else []
        case _:
            because = _because(praise.dismissed_because)
            text = f"{who} said that this isn't praise{f': {because}' if because else ''}"
            undo = [button("It is praise after all", ActionId.PROMPT_REOPEN, place.dump())]
    blocks = [section(text), quote(praise.words, SHORT_QUOTE_LENGTH), *_about(view)]
    if praise.state is PraiseState.DISMISSED and not praise.dismissed_because:
        blocks += [section("What is it then? Your answer sharpens what is noticed."), actions(*_reasons(place))]
    if undo:
        blocks.append(actions(*undo))
    return Message(f"{text}: {quoted(praise.words, SHORT_QUOTE_LENGTH)}", blocks)


def _gathered_message(view: GatheredView) -> Message:
    count, waiting = view.count, view.waiting
    when = describe_day(view.day, view.today)
    noun = "praise" if count == 1 else "praises"
    if not waiting:
        text = f"And {count} more {noun} {when}: all decided."
        return Message(text, [section(text)])
    left = "" if waiting == count else f", {waiting} still open"
    text = f"And {count} more {noun} {when}{left}"
    lines = [f"• {_gathered_line(praise)}" for praise in view.shown]
    if waiting > len(view.shown):
        lines.append(f"• and {waiting - len(view.shown)} more")
    open_them = button("Open them one by one", ActionId.PROMPT_GATHERED, view.day.isoformat())
    return Message(
        f"{text}. {lines[0].removeprefix('• ')}",
        [section(f"*{text}*"), *map(section, lines), actions({**open_them, "style": "primary"})],
    )


def _waiting_message(view: WaitingView) -> Message:
    what = "One customer's words wait" if view.count == 1 else f"{view.count:,} customers' words wait"
    text = f"{what} for you to decide what comes of them"
    lines = [(praise, _gathered_line(praise)) for praise in view.shown]
    blocks = [
        {**section(line), "accessory": button("Decide", ActionId.PROMPT_OPEN, PromptPlace(praise.id).dump())}
        for praise, line in lines
    ]
    left = view.count - len(view.shown)
    more = [context(f"And {left:,} more: they are on my Home page.")] if left > 0 else []
    return Message(f"{text}. {lines[0][1]}", [section(f"*{text}*"), *blocks, *more])


def _gathered_line(praise: Praise) -> str:
    return f"{names_of(praise.praised) or 'Somebody'}: {quoted(praise.words, SHORT_QUOTE_LENGTH)}"


def _about(view: PromptView) -> list[Block]:
    praise = view.praise
    parts = [who_said(view), describe_day(view.said_on, view.today)]
    if praise.permalink:
        link = f"<{escape(praise.permalink).replace('|', '%7C')}|Where it stands>"
        parts += [link] if len(link) <= TEXT_OBJECT.value // 2 else []
    if praise.reason:
        parts.append(f"Noticed for: {escape_to(praise.reason, 300)}")
    return [context(" · ".join(parts))]


def _pickers(praise: Praise, place: PromptPlace) -> list[Block]:
    """A menu of those who were proposed, if anybody was, and one of everybody else."""
    other: Block = {
        "type": "users_select",
        "action_id": f"{ActionId.PROMPT_CONCERNS_OTHER}:{place.dump()}",
        "placeholder": plain("Somebody else" if praise.praised else "Choose somebody", PLACEHOLDER.value),
    }
    options = [
        {"text": {**plain(one.name, OPTION_TEXT.value), "emoji": False}, "value": one.slack_id}
        for one in praise.praised[:100]
    ]
    if not options:
        return [other]
    proposed: dict[str, Any] = {
        "type": "static_select",
        "action_id": f"{ActionId.PROMPT_CONCERNS}:{place.dump()}",
        "placeholder": plain("One of these?", PLACEHOLDER.value),
        "options": options,
    }
    return [proposed, other]


def _reasons(place: PromptPlace) -> list[Block]:
    return [
        {
            **button(label, ActionId.PROMPT_BECAUSE, place.dump()),
            "action_id": f"{ActionId.PROMPT_BECAUSE}:{because.value}",
        }
        for because, label in BECAUSE.items()
    ]


def _because(kept: str | None) -> str:
    return BECAUSE[NotPraise(kept)].lower() if kept in set(NotPraise) else ""


def _may_undo(view: PromptView) -> bool:
    return view.may_undo and view.handled_by_asked


def _turns(page: Page) -> list[Block]:
    turns = [
        {
            **button(label, ActionId.PROMPT_GATHERED, PromptPlace(praise_id, page.day).dump()),
            "action_id": f"{ActionId.PROMPT_GATHERED}:{label.lower()}",
        }
        for label, praise_id in (("Before", page.before), ("Next", page.after))
        if praise_id is not None
    ]
    return [actions(*turns)] if turns else []
