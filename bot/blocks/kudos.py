"""Kudos as people see them: the post, what those thanked and their managers are told, and the author's replies."""

from collections.abc import Sequence

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, mention, section, show, verbatim
from bot.domain.behaviours import describe
from bot.domain.deliveries import Message
from bot.domain.kudos import Kudos, KudosRefused, KudosSettings, Thanked
from slack_limits import BUTTON_VALUE, SECTION_TEXT

VOICES_SHOWN = 50
"""Colleagues who joined in and are named; the others are counted."""

NAME_LENGTH = 120
"""Characters of a person's or a behaviour's name that are shown, escaped."""

TEXT_LENGTH = 600
"""Characters of the words in a message's `text`, which notifications show."""


def post_message(kudos: Kudos) -> Message:
    """The post: who is thanked by whom, what for, and the voices of those who joined in."""
    names = _mentions(kudos.thanked)
    author = mention(kudos.author_slack_id)
    return Message(
        f"{author} thanks {names}: {_short(kudos)}",
        [
            section(f":clap: *Kudos to* {names} from {author}"),
            section(_quoted(kudos)),
            *_about(kudos),
            {
                "type": "actions",
                "elements": [button("Add my voice", ActionId.KUDOS_JOIN, str(kudos.id))],
            },
            *_voices(kudos.voices),
        ],
    )


def told_message(kudos: Kudos, thanked: Thanked) -> Message:
    """What somebody who is thanked is told, directly; of private kudos nobody else's name."""
    others = tuple(one for one in kudos.thanked if one.person_id != thanked.person_id and not kudos.is_private)
    author = mention(kudos.author_slack_id)
    together = f", together with {_mentions(others)}" if others else ""
    where = f"Posted in <#{kudos.channel}>." if kudos.channel else _private_to_you(kudos)
    return Message(
        f"{author} thanks you{together}: {_short(kudos)}",
        [section(f":clap: {author} thanks you{together}"), section(_quoted(kudos)), *_about(kudos), context(where)],
    )


def manager_message(kudos: Kudos, theirs: tuple[Thanked, ...]) -> Message:
    """What a manager is told of those of their people who are thanked."""
    names, author = _mentions(theirs), mention(kudos.author_slack_id)
    they = "they know" if len(theirs) > 1 else f"{escape_to(theirs[0].name, NAME_LENGTH)} knows"
    where = f"Posted in <#{kudos.channel}>." if kudos.channel else f"This is private, and {they} that you see it."
    return Message(
        f"{author} thanks {names}: {_short(kudos)}",
        [section(f":clap: {author} thanks {names}"), section(_quoted(kudos)), *_about(kudos), context(where)],
    )


def receipt_message(kudos: Kudos, settings: KudosSettings) -> Message:
    """The author's reply: what happens with the kudos, *Undo*, and one tap for each behaviour."""
    if kudos.is_undone:
        return undone_message(kudos)
    names = _mentions(kudos.thanked)
    text = f"Your kudos to {names} are saved. {_where_to(kudos)}"
    asks = "*Which behaviour was it?*" if not kudos.behaviours else f"*It shows* {_listed(kudos.behaviours)}"
    blocks = [section(text), section(_quoted(kudos)), section(asks)]
    known = (*settings.behaviours, *(name for name in kudos.behaviours if name not in settings.behaviours))
    blocks.append({"type": "actions", "elements": [_behaviour(kudos, place, name) for place, name in enumerate(known)]})
    blocks.append({"type": "actions", "elements": [button("Undo", ActionId.KUDOS_UNDO, str(kudos.id))]})
    blocks.append(context("*Undo* takes it back within ten minutes: the post, the record and the messages."))
    return Message(text, blocks)


def undone_message(kudos: Kudos) -> Message:
    """After *Undo*: the words, and the way back."""
    text = (
        f"Taken back: your kudos to {_mentions(kudos.thanked)}. The post and the messages go, and nothing is counted."
    )
    return Message(
        text,
        [
            section(text),
            section(_quoted(kudos)),
            {"type": "actions", "elements": [button("Give it again", ActionId.KUDOS_AGAIN, str(kudos.id))]},
        ],
    )


def voice_message(kudos: Kudos, *, joined: bool) -> Message:
    """Only for the one who pressed *Add my voice*, or took it back."""
    names = _mentions(kudos.thanked)
    if joined:
        text, label, action = f"Your voice is with the thanks to {names}.", "Take it back", ActionId.KUDOS_STEP_BACK
    else:
        text, label, action = f"Your voice is out of the thanks to {names}.", "Add it again", ActionId.KUDOS_JOIN
    return Message(text, [section(text), {"type": "actions", "elements": [button(label, action, str(kudos.id))]}])


def no_place_message(refused: KudosRefused, typed: str, again: str) -> Message:
    """There is no channel to post in: a button opens the form with what was typed (as Slack sent it).

    `again` is the line as it can be typed again; it is given back whole, so that nothing is lost where it is too long
    for the button.
    """
    text = f"{escape_to(refused.problem, 1_000)} {escape_to(refused.remedy, 1_000)}"
    carries = typed if len(typed) <= BUTTON_VALUE.value else ""
    choose = button("Choose where", ActionId.KUDOS_PLACE, carries or " ")
    return Message(
        text,
        [section(text), actions(choose), section("Your text:"), *verbatim(again)],
    )


def help_message(settings: KudosSettings) -> Message:
    """`/kudos help`: what can be typed, by example, and the behaviours."""
    text = "Kudos thank colleagues in front of everybody for what they did: say what for, it is what people remember."
    behaviours = "\n".join(
        f"• *{escape_to(name, NAME_LENGTH)}* {describe(name)}".rstrip() for name in settings.behaviours
    )
    where = (
        f"Kudos are posted in <#{settings.channel}>." if settings.channel else "Kudos are posted where you type them."
    )
    return Message(
        text,
        [
            section(text),
            section(
                "`/kudos @ana @bruno for staying late with Acme #listening`\n"
                "`/kudos @ana for keeping calm with Globex --private` only Ana sees it\n"
                "`/kudos @ana for her patience --manager` Ana's manager is told too\n"
                "`/kudos` opens a form"
            ),
            section(f"*Behaviours*, as a tag or with one tap afterwards\n{behaviours}"),
            context(f"{where} You can take one back within ten minutes. There are no points and no ranks."),
        ],
    )


def _where_to(kudos: Kudos) -> str:
    outside = [one for one in kudos.thanked if one.is_outside]
    told = [one for one in kudos.thanked if not one.is_outside]
    managers = " Their managers are told too, where I know them." if kudos.tells_managers else ""
    if kudos.channel is None:
        see = "see" if len(kudos.thanked) > 1 else "sees"
        return f"They are private: only {_mentions(kudos.thanked)} {see} them.{managers}"
    direct = f" {_mentions(told)} will be told directly.{managers}" if told else ""
    alone = f" {_mentions(outside)} will see the post alone, being from outside." if outside else ""
    return f"They go to <#{kudos.channel}>.{direct}{alone}"


def _private_to_you(kudos: Kudos) -> str:
    return (
        "This is private: only you see it, and the person you report to."
        if kudos.tells_managers
        else "This is private: only you see it."
    )


def _behaviour(kudos: Kudos, place: int, name: str) -> Block:
    """A button for one behaviour, whose value says what pressing it brings about: 'kudos:shown:name'."""
    is_shown = name in kudos.behaviours
    label = f"✓ {name}" if is_shown else name
    action = f"{ActionId.KUDOS_BEHAVIOUR}:{place}"
    return {**button(label, ActionId.KUDOS_BEHAVIOUR, f"{kudos.id}:{int(not is_shown)}:{name}"), "action_id": action}


def _quoted(kudos: Kudos) -> str:
    """The words; only those who are thanked are live in them."""
    return show(kudos.words, {one.slack_id for one in kudos.thanked}, SECTION_TEXT.value)


def _short(kudos: Kudos) -> str:
    return show(kudos.words, {one.slack_id for one in kudos.thanked}, TEXT_LENGTH)


def _about(kudos: Kudos) -> list[Block]:
    shown = [f"Shows {_listed(kudos.behaviours)}"] if kudos.behaviours else []
    tags = " ".join(f"#{tag}" for tag in kudos.tags)
    if tags:
        shown.append(escape_to(tags, 800))
    return [context(" · ".join(shown))] if shown else []


def _listed(behaviours: Sequence[str]) -> str:
    return ", ".join(f"*{escape_to(name, NAME_LENGTH)}*" for name in behaviours)


def _voices(voices: Sequence[str]) -> list[Block]:
    if not voices:
        return []
    named = [mention(voice) for voice in voices[:VOICES_SHOWN]]
    more = len(voices) - len(named)
    return [context(f"Also saying thanks: {_joined([*named, *([f'{more} more'] if more else [])])}")]


def _mentions(people: Sequence[Thanked]) -> str:
    return _joined([mention(one.slack_id) for one in people])


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
