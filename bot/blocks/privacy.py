"""`/praiseworthy privacy`: what is kept, what is read, who sees it, who looked, and what people can do about it."""

from collections.abc import Iterable, Sequence

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, mention, section
from bot.domain.card_looks import CardLook, Seen
from bot.domain.deliveries import Message
from bot.domain.people import Person
from bot.domain.personal_data import BY_NAME
from bot.domain.privacy import MOST_NAMED, Forgotten, PrivacyPage
from bot.domain.retention import keep_words, known_days
from bot.domain.watched_channels import ReadBecause, ReadChannel
from slack_limits import SECTION_TEXT

MOST_CHANNEL_SECTIONS = 10
"""Sections of channels: well over a thousand channels."""

_NAME = 80
_SEEN = {
    Seen.SCORECARD: "your card",
    Seen.PUBLIC_CARD: "your public card",
    Seen.TEAM_SCORECARD: "a team's card that you are in",
    Seen.EFFORT: "effort by person",
    Seen.EFFORT_EXPORT: "exported effort by person",
}


def privacy_message(page: PrivacyPage) -> Message:
    """The whole page, with *Download my data* and *Delete my work logs' texts*."""
    total = sum(page.counts.values())
    text = (
        f"What is kept about you here: {total:,} record{'' if total == 1 else 's'}, who can see them, and who looked."
    )
    buttons = [button("Download my data", ActionId.PRIVACY_DOWNLOAD, "all")]
    if page.counts.get("work_logs"):
        buttons.append(button("Delete my work logs' texts", ActionId.PRIVACY_TEXTS, "form"))
    return Message(
        text,
        [
            *_sections("*What is kept about you*", _kept(page)),
            *_sections("*Which channels are read*", _channels(page)),
            *_sections("*Who can see what*", _who_sees(page)),
            *_sections("*Who looked*", _looks(page.looks)),
            actions(*buttons),
            context(
                "The download comes as a direct message. An admin can have somebody forgotten: "
                "`/praiseworthy privacy forget @person`."
            ),
        ],
    )


def being_made_message() -> Message:
    """Right after *Download my data*."""
    text = "Your data is being put together. It comes as a file in our direct message."
    return Message(text, [section(text)])


def file_comment(records: int) -> str:
    """What stands with the file."""
    return (
        f"All that is kept about you here: {records:,} record{'' if records == 1 else 's'}, as JSON and as CSV. "
        "You asked for it with `/praiseworthy privacy`; delete this message when you don't need it."
    )


def texts_deleted_message(count: int) -> Message:
    """After *Delete my work logs' texts*."""
    if not count:
        text = "There was no text to delete: nothing has changed."
    else:
        entries = "1 entry" if count == 1 else f"{count:,} entries"
        text = (
            f"Deleted: the texts of {entries}. Minutes, date, customer and tags stay. This can't be undone; what you "
            "log from now on has its text again."
        )
    return Message(text, [section(text)])


def forgetting_message() -> Message:
    """Right after an admin confirmed that somebody is forgotten; names nobody."""
    text = (
        "They are being forgotten: their name, id, address and texts are gone from their own records already, and are "
        "being taken out of everybody else's. You get a direct message when that is done. It can't be undone; if they "
        "come back and use me, I get to know them anew."
    )
    return Message(text, [section(text)])


def forgotten_message(forgotten: Forgotten) -> Message:
    """What the admin is told in the end; names nobody."""
    entries = "1 entry still counts" if forgotten.entries == 1 else f"{forgotten.entries:,} entries still count"
    asked = f"<!date^{int(forgotten.asked_at.timestamp())}^{{date_short_pretty}} at {{time}}|earlier>"
    text = (
        f"Done: the forgetting that you asked for {asked} is finished. No record names the person or has their texts; "
        f"{entries}, without a name. What stands in Slack itself isn't mine to delete: the person's own messages, and "
        "files that were sent to them."
    )
    return Message(text, [section(text)])


def _kept(page: PrivacyPage) -> list[str]:
    lines = [f"• {BY_NAME[name].called}: {count:,}" for name, count in page.counts.items()]
    days = known_days(page.kept_days)
    kept = f"By the workspace's settings {keep_words(days)}." if days else "It is kept until it is deleted."
    return [*lines, kept]


def _channels(page: PrivacyPage) -> list[str]:
    marked = [one for one in page.channels if ReadBecause.MARKED in one.because]
    shared = [one for one in page.channels if ReadBecause.MARKED not in one.because]
    lines = []
    if marked:
        lines += ["All that is written in these, because an admin marked them:", *_listed_channels(marked)]
    if shared:
        lines += ["What people from outside write in these, because they are shared:", *_listed_channels(shared)]
    if not lines:
        lines.append("None is read for customers' words.")
    if not page.knows_shared:
        lines.append("Slack didn't say just now which channels are shared with other organisations.")
    lines.append(
        "Besides, I read the one message that somebody reacts to or uses a shortcut on. Nothing else is read, and of "
        "what is read only what may be praise is kept."
    )
    return lines


def _listed_channels(channels: Sequence[ReadChannel]) -> Iterable[str]:
    """Some dozens a line, so that lines can be spread over sections."""
    names = [f"<#{one.channel}>" for one in channels]
    return (" ".join(names[start : start + 50]) for start in range(0, len(names), 50))


def _who_sees(page: PrivacyPage) -> list[str]:
    if page.person.is_guest or page.person.is_outside:
        return [
            "• You have no card and no goals here: these are for members of the workspace.",
            "• What you said of a colleague: that colleague, and those who decide what becomes of it; others once "
            "somebody recognised it or said thanks.",
            "• This page and the download: you alone.",
        ]
    watchers = page.watchers
    above = (
        f"{_named(watchers.above)}, to whom you report" if watchers.above else "nobody, as you report to nobody here"
    )
    all_results = _named(dict.fromkeys([*watchers.leaders, *watchers.admins]), "leader or admin", "leaders and admins")
    return [
        "• Your entries, one by one: you alone. Those whom you helped are shown what you noted about that, if they "
        "are asked about it.",
        f"• Your whole card, your goals and your effort: {above}.",
        f"• The card and the goals also: {all_results}.",
        "• Kudos in public, and what people come to you for: every colleague. Private kudos: who gave and who got "
        "them.",
        "• What a customer said of you: you at once, and those who decide what becomes of it (whom you report to, "
        "champions of recognition, leaders and admins). Others who see your card see it once somebody recognised it "
        "or said thanks.",
        "• Guests and people from outside: nothing.",
        "• This page and the download: you alone.",
    ]


def _named(people: Iterable[Person], one: str = "", many: str = "") -> str:
    everybody = list(people)
    names = [escape_to(person.name, _NAME) for person in everybody[:MOST_NAMED]]
    more = len(everybody) - len(names)
    said = ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
    if not many:
        return said
    return f"{many if len(everybody) != 1 else one} ({said})" if said else f"{many}, of whom there are none"


def _looks(looks: Sequence[CardLook]) -> list[str]:
    if not looks:
        return ["Nobody looked at your results so far. Everybody's look at them is noted, and stands here."]
    lines = [
        f"• <!date^{int(look.at.timestamp())}^{{date_short_pretty}} {{time}}|{look.at:%Y-%m-%d %H:%M} UTC> "
        f"{mention(look.looker)}: {_SEEN[look.what]}"
        for look in looks
    ]
    return [*lines, "The download has all of them."]


def _sections(title: str, lines: Sequence[str]) -> list[Block]:
    """Lines under a title, in as many sections as they need; what is more than `MOST_CHANNEL_SECTIONS` is counted."""
    texts = [title]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > SECTION_TEXT.value:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    if len(texts) > MOST_CHANNEL_SECTIONS:
        texts = [*texts[:MOST_CHANNEL_SECTIONS], escape("… and more: the list is too long for Slack.")]
    return [section(text) for text in texts]
