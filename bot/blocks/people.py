"""What a person sees of who reports to whom: their own place, what was changed, and the notices about it."""

from collections.abc import Sequence

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import context, escape_to, section
from bot.domain.deliveries import Message
from bot.domain.people import Person, Role, Standing, Team
from slack_limits import SECTION_TEXT

MOST_MENTIONED = 40
"""People in one list; an id has about a dozen characters."""

MOST_CHANGES = 12

_NAME_LENGTH = 100
_CHANGE_LENGTH = 200
_WHAT_IT_MEANS = (
    "Who leads you sees the goals you share with them and gets a weekly digest of results. Hours are never a score."
)


def people_message(standing: Standing, *, said: str = "", undo: str = "") -> Message:
    """`/praiseworthy people`: one's own place, and what one may do.

    `said` (escaped) is what has just happened, and `undo` the value of the button that takes it back.
    """
    person = standing.person
    facts = _facts(standing)
    blocks = [section(said)] if said else []
    if undo:
        blocks.append(actions(button("Undo", ActionId.PEOPLE_CLAIM_UNDO, undo)))
    blocks.append(section("\n".join(["*Your place*", *facts])))
    buttons = [button("I lead these people", ActionId.PEOPLE_CLAIM, "claim")]
    if person.role is Role.ADMIN:
        buttons.append(button("Edit a person", ActionId.PEOPLE_EDIT, "edit"))
        buttons.append(button("Manager from Slack profiles", ActionId.PEOPLE_FIELD, "field"))
    blocks.append(actions(*buttons))
    if person.role is Role.ADMIN:
        blocks.append(context("Many people at once: `praiseworthy import people FILE.csv` on the bot's machine."))
    else:
        blocks.append(context("Is something wrong here? Ask the one you report to, or an admin."))
    return Message(said or " ".join(facts), blocks)


def claim_said(people: Sequence[Person]) -> str:
    """What a claim has done."""
    if not people:
        return "These people report to you already; nothing changed."
    return f"From now on {_mentions(people)} {_verb(people)} to you. They are told, and can say if that is wrong."


def claim_undone_said(people: Sequence[Person]) -> str:
    """What taking a claim back has done."""
    if not people:
        return "Nobody of them reports to you any more; nothing changed."
    return f"Undone: {_mentions(people)} {_verb(people)} to nobody now. *I lead these people* claims them again."


def changed_message(standing: Standing, changes: Sequence[str]) -> Message:
    """The reply to *Edit a person*: each thing as it was and as it is."""
    who = f"<@{standing.person.slack_id}>"
    if not changes:
        text = f"Nothing changed for {who}."
        return Message(text, [section(text)])
    listed = [f"• {escape_to(change, _CHANGE_LENGTH)}" for change in changes[:MOST_CHANGES]]
    text = f"Saved for {who}:"
    again = button("Edit again", ActionId.PEOPLE_EDIT_AGAIN, str(standing.person.id))
    return Message(
        f"{text} {escape_to('; '.join(changes), _CHANGE_LENGTH)}",
        [
            section("\n".join([text, *listed])),
            actions(again),
            context("To undo it, edit again: before each arrow stands what it was."),
        ],
    )


def claimed_notice(manager: Person) -> Message:
    """Tells a person that somebody leads them."""
    text = f"<@{manager.slack_id}> says that they lead you, so you report to them here from now on."
    dispute = button("That's not my manager", ActionId.PEOPLE_DISPUTE, str(manager.id))
    return Message(text, [section(text), actions(dispute), context(_WHAT_IT_MEANS)])


def claim_undone_notice(manager: Person) -> Message:
    """Tells a person that the claim was taken back."""
    text = f"<@{manager.slack_id}> took that back: you don't report to them any more."
    return Message(text, [section(text)])


def disputed_message(manager: Person | None) -> Message:
    """What stands in the notice's place after *That's not my manager*."""
    whom = f"<@{manager.slack_id}>" if manager else "them"
    text = f"Done: you don't report to {whom}. They and the audit log know."
    return Message(
        text, [section(text), context("Was that a slip? They can claim you again with `/praiseworthy people`.")]
    )


def disputed_notice(person: Person) -> Message:
    """Tells a manager that a person doesn't report to them."""
    text = f"<@{person.slack_id}> says that you are not their manager, so they don't report to you any more."
    return Message(
        text, [section(text), context("Talk to them first; an admin can set it with `/praiseworthy people`.")]
    )


def placed_notice_to_manager(person: Person, admin: Person) -> Message:
    """Tells a new manager who reports to them."""
    text = f"<@{admin.slack_id}> noted that <@{person.slack_id}> reports to you from now on."
    return Message(text, [section(text), context("`/praiseworthy people` shows everybody who reports to you.")])


def placed_notice_to_person(manager: Person | None, admin: Person) -> Message:
    """Tells a person whom they report to now, `manager` None for nobody."""
    whom = f"<@{manager.slack_id}>" if manager else "nobody"
    text = f"<@{admin.slack_id}> noted that you report to {whom} from now on."
    return Message(text, [section(text), context(f"Is that wrong? Ask <@{admin.slack_id}>. {_WHAT_IT_MEANS}")])


def field_chosen_message(label: str | None) -> Message:
    """The reply to *Manager from Slack profiles*; `label` is None where the field was given up."""
    if label is None:
        text = "Managers are kept here from now on; Slack's profiles aren't read for them any more."
    else:
        text = (
            f"Managers come from the profile field “{escape_to(label, _NAME_LENGTH)}” from now on: it is read within a "
            "minute, and daily. To undo it, choose *Manager from Slack profiles* again."
        )
    return Message(text, [section(text)])


def _facts(standing: Standing) -> list[str]:
    person, manager = standing.person, standing.manager
    if manager is None:
        reports_to = "You report to nobody yet."
    elif manager.is_gone:
        reports_to = f"You report to {_name(manager.name)}, who has left."
    else:
        reports_to = f"You report to <@{manager.slack_id}>."
    facts = [reports_to, _team(standing)]
    led = [team for team in standing.led_teams if standing.team is None or team.id != standing.team.id]
    if led:
        facts.append(f"You lead {_names(led)}.")
    if standing.reports:
        facts.append(f"{_mentions(standing.reports)} {_verb(standing.reports)} to you.")
    facts.append(f"Your role is {person.role}.")
    if standing.aliases:
        known_as = ", ".join(f"“{alias}”" for alias in standing.aliases)
        facts.append(f"Other names: {escape_to(known_as, SECTION_TEXT.value // 6)}.")
    return facts


def _team(standing: Standing) -> str:
    if standing.team is None:
        return "You are in no team yet."
    parent = f", which is part of {_name(standing.parent_team.name)}" if standing.parent_team else ""
    lead = " You lead it." if standing.leads_team else ""
    return f"Your team is {_name(standing.team.name)}{parent}.{lead}"


def _names(teams: Sequence[Team]) -> str:
    return escape_to(", ".join(team.name for team in teams), SECTION_TEXT.value // 6)


def _name(name: str) -> str:
    return escape_to(name, _NAME_LENGTH)


def _mentions(people: Sequence[Person]) -> str:
    named = [f"<@{person.slack_id}>" for person in people[:MOST_MENTIONED]]
    if len(people) > MOST_MENTIONED:
        named.append(f"{len(people) - MOST_MENTIONED:,} more")
    return " and ".join(part for part in (", ".join(named[:-1]), named[-1]) if part)


def _verb(people: Sequence[Person]) -> str:
    return "reports" if len(people) == 1 else "report"
