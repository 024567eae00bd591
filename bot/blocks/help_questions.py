"""Asking those who were helped: the questions, the form for thanks, and what the one who helped is told."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from bot.blocks.elements import button, input_block, option, state_of
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape_to, link, mention, plain, section, show
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.help_questions import (
    MAX_THANKS,
    MIN_ANSWERS,
    AskingPage,
    Gathered,
    Help,
    HelpAnswer,
    HelpQuestion,
    SolvedShare,
)
from bot.domain.people import Person
from bot.errors import Refused
from slack_limits import PLACEHOLDER, VIEW_CLOSE, VIEW_SUBMIT, VIEW_TITLE

SUMMARY_LENGTH = 600
NAME_LENGTH = 100
THANKS_LENGTH = 1_800
"""Characters of escaped text; each stays within a section as a quote of lines of one letter, too."""

WHY = "Why this is asked: help that is noted together with what came of it is help that is staffed next year too."

_LABELS = {HelpAnswer.SOLVED: "Solved", HelpAnswer.NOT_YET: "Not yet"}
_ON_THE_PAGE = "page"
"""The value of a button that stands below no question."""

_MOST_DIGITS = 9
"""Of an id: every number of so many digits fits into PostgreSQL's `integer` ("Numeric Types")."""


def question_message(gathered: Gathered) -> Message:
    """The questions of one message as they stand, each with its own buttons."""
    questions = gathered.questions
    if len(questions) == 1 and questions[0].help.concerns(gathered.person):
        one = questions[0].help
        what = _one_line(_summary(one, 200))
        text = f"{_name(one)} helped you {_when(one.on, gathered.today)}: “{what}”. Did it solve the matter?"
    else:
        times = "" if len(questions) == 1 else f" {len(questions)} times"
        text = f"You were helped{times} lately. Did it solve the matter?"
    blocks = [section("*Did it solve the matter?*")]
    for question in questions:
        blocks += question_blocks(question, gathered)
    blocks.append(context(WHY))
    value = str(questions[0].id) if questions else _ON_THE_PAGE
    if gathered.wants_none:
        blocks.append(section("You won't be asked again."))
    blocks.append(_actions([asking_button(gathered.wants_none, value)], "helped/asking"))
    return Message(text, blocks)


def told_message(question: HelpQuestion, said_by: Person) -> Message:
    """For the one who helped: that it isn't solved yet, or that it is after all."""
    who, day = mention(said_by.slack_id), _when(question.help.on, _answer_day(question, said_by))
    if question.answer is HelpAnswer.NOT_YET:
        text = f"{who} says that this isn't solved yet. You noted it as help given {day}:"
        below = f"Nobody else was told. Write to {who} directly."
    else:
        text = f"{who} says that this is solved after all. You noted it as help given {day}:"
        below = "Nothing more is needed."
    return Message(
        f"{text} “{_one_line(_summary(question.help, 200))}”",
        [section(f"{text}\n{_quoted(_summary(question.help))}"), *_source(question.help), context(below)],
    )


def thanks_message(question: HelpQuestion, said_by: Person, words: str) -> Message:
    """For the one who helped: somebody's thanks, in their words."""
    text = f"{mention(said_by.slack_id)} says thanks for your help {_when(question.help.on, question.asked_on)}:"
    shown = escape_to(words, THANKS_LENGTH)
    return Message(
        f"{text} {_one_line(shown)}",
        [
            section(f"{text}\n{_quoted(shown)}"),
            context(f"You noted: {_one_line(_summary(question.help, 300))}"),
            *_source(question.help),
        ],
    )


def page_message(page: AskingPage) -> Message:
    """`/praiseworthy questions`: whether one is asked, the way out and back in, and what came of one's own help."""
    if not page.is_on:
        text = "Those who were helped are not asked anything here. Admins can change that: `/praiseworthy settings`."
    elif page.wants_none:
        text = "You are not asked whether the help that colleagues note for you solved the matter."
    else:
        text = (
            "When a colleague notes help for you, you may be asked whether it solved the matter: at most once a week, "
            "on the working day after."
        )
    own = f"*Your own help* since {describe_day(page.since, page.today)}: {share_words(page.share)}"
    blocks = [section(text)]
    if page.is_on:
        blocks.append(_actions([asking_button(page.wants_none)], "helped/asking"))
    return Message(f"{text} {own}", [*blocks, section(own), context(WHY)])


def share_words(share: SolvedShare) -> str:
    """What those who were helped say, in words: a share only where enough of them answered."""
    if not share.asked:
        return "nobody was asked whether it solved the matter."
    if share.share is None:
        return (
            f"{share.solved:,} solved, {share.not_yet:,} not yet, of {share.asked:,} asked. "
            f"A share is said from {MIN_ANSWERS} answers on."
        )
    return (
        f"solved for {_percent(share.share)} % of those who answered "
        f"({share.solved:,} of {share.answered:,}; {share.asked:,} asked)."
    )


def thanks_view(question: HelpQuestion, today: date) -> dict[str, Any]:
    """The form of *Say thanks*: the words, and whether it is solved."""
    answers = [option(label, answer) for answer, label in _LABELS.items()]
    chosen = [option for option in answers if option["value"] == question.answer]
    intro = f"For help {_when(question.help.on, today)}:\n{_quoted(_summary(question.help))}"
    return {
        "type": "modal",
        "callback_id": ViewId.HELPED_THANKS,
        "title": plain("Say thanks", VIEW_TITLE.value),
        "submit": plain("Send", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": str(question.id),
        "blocks": [
            section(intro),
            input_block(
                f"Your words to {question.help.helper_name}",
                {
                    "type": "plain_text_input",
                    "action_id": ActionId.HELPED_WORDS,
                    "multiline": True,
                    "max_length": MAX_THANKS,
                    "placeholder": plain("What was good about it? It is what people remember.", PLACEHOLDER.value),
                },
            ),
            input_block(
                "Did it solve the matter?",
                {
                    "type": "radio_buttons",
                    "action_id": ActionId.HELPED_SOLVED,
                    "options": answers,
                    **({"initial_option": chosen[0]} if chosen else {}),
                },
                optional=True,
            ),
            context("Your words also go to whoever can recognise the help: usually that person's manager."),
        ],
    }


def read_thanks(state: dict[str, Any]) -> tuple[str, HelpAnswer | None]:
    """The words and the answer of a submitted form ("View submission payload")."""
    field = partial(state_of, state)

    option = field(ActionId.HELPED_SOLVED).get("selected_option")
    return field(ActionId.HELPED_WORDS).get("value") or "", HelpAnswer(option["value"]) if option else None


def question_from(value: str) -> int:
    """The question that a button or a form carries. Raises `Refused` for what isn't ours."""
    if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
        raise _unknown()
    return int(value)


def question_or_page(value: str) -> int | None:
    """The question under which *Don't ask me* was pressed, None on the page. Raises `Refused`."""
    return None if value == _ON_THE_PAGE else question_from(value)


def answer_from(action_id: str) -> HelpAnswer:
    """The answer that a button's action id carries behind its ':'. Raises `Refused` for one that isn't ours."""
    detail = action_id.partition(":")[2]
    if detail not in set(HelpAnswer):
        raise _unknown()
    return HelpAnswer(detail)


def question_blocks(question: HelpQuestion, gathered: Gathered) -> Iterator[Block]:
    """One question as it stands, with its buttons; `gathered` says whom it asks, and when."""
    given = question.help
    if not given.concerns(gathered.person):
        yield section(
            f"_{mention(given.helper_slack_id)} took this entry back, or changed whom it names: "
            "nothing is needed from you._"
        )
        return
    when = _when(given.on, gathered.today)
    yield section(f"{mention(given.helper_slack_id)} helped you {when}:\n{_quoted(_summary(given))}")
    said = " ".join(_said(question, gathered))
    if said:
        yield context(said)
    buttons = list(_buttons(question, gathered))
    if buttons:
        yield _actions(buttons, f"helped/{question.id}")


def _said(question: HelpQuestion, gathered: Gathered) -> Iterator[str]:
    if question.answer is HelpAnswer.SOLVED:
        yield "You said: solved."
    elif question.answer is HelpAnswer.NOT_YET:
        told = f" {_name(question.help)} is told." if question.help.helper_is_here else ""
        yield f"You said: not yet.{told}"
    until = question.changeable_until()
    if until is not None and gathered.now <= until:
        yield f"You can change it until {describe_day(gathered.person.local(until).date(), gathered.today)}."
    if question.thanked_at is not None:
        yield "Your thanks were sent."


def _buttons(question: HelpQuestion, gathered: Gathered) -> Iterator[Block]:
    until = question.changeable_until()
    if until is None or gathered.now <= until:
        for answer, label in _LABELS.items():
            if answer is not question.answer:
                yield button(label, f"{ActionId.HELPED_ANSWER}:{answer}", str(question.id))
    if question.thanked_at is None and question.help.helper_is_here:
        yield button("Say thanks", ActionId.HELPED_THANK, str(question.id))


def asking_button(wants_none: bool, value: str = _ON_THE_PAGE) -> Block:
    """*Don't ask me* or *Ask me again*; `value` is the question below which it stands."""
    if wants_none:
        return button("Ask me again", ActionId.HELPED_RESUME, value)
    return button("Don't ask me", ActionId.HELPED_STOP, value)


def _answer_day(question: HelpQuestion, said_by: Person) -> date:
    return said_by.local(question.answered_at).date() if question.answered_at else question.asked_on


def _when(day: date, today: date) -> str:
    """'yesterday, Mon 16 Nov', or 'on Fri 13 Nov'."""
    said = describe_day(day, today)
    return said if (today - day).days in {0, 1} else f"on {said}"


def _name(given: Help) -> str:
    return escape_to(given.helper_name, NAME_LENGTH)


def _summary(given: Help, most: int = SUMMARY_LENGTH) -> str:
    return show(given.summary, given.helped, most)


def _source(given: Help) -> list[Block]:
    return link(given.permalink, "The message that it is about") if given.permalink else []


def _quoted(shown: str) -> str:
    """Escaped text as a quote, of which no line can fall out ("Formatting message text"); without empty lines."""
    return "\n".join(f"> {line}" for line in shown.splitlines() if line.strip())


def _one_line(shown: str) -> str:
    return " ".join(shown.split())


def _percent(share: float) -> int:
    """Whole percent; never 100 or 0 unless it is all or none."""
    return round(share * 100) if share in {0.0, 1.0} else min(99, max(1, round(share * 100)))


def _unknown() -> Refused:
    return Refused("That button isn't known here.", "`/praiseworthy questions` shows what you may be asked.")


def _actions(elements: list[Block], block_id: str) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": elements}
