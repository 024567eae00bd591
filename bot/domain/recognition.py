"""Recognition of a customer's words: a draft of our own words around them, and how both become kudos."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.behaviours import CLEAR_HEAD, EMPATHY, LISTENING, POSITIVE_DEMEANOUR, behaviours_in
from bot.domain.customers import customer_key
from bot.domain.praises import Praise
from bot.errors import Refused

MAX_OWN_WORDS = 800
MAX_QUOTE = 1_000
"""Characters of our own words, and of the customer's beside them: together with who said it, no more than kudos take
(`bot.domain.kudos.MAX_WORDS`)."""

MAX_THANKS = 1_500
"""Characters of private thanks."""

NOBODY_NAMED = "a customer"

_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"\w+")

_BY_BEHAVIOUR = {
    POSITIVE_DEMEANOUR.name: "for staying friendly and confident, so that the customer could too:",
    CLEAR_HEAD.name: "for keeping a clear head when it counted:",
    LISTENING.name: "for listening until it was clear what the customer needed:",
    EMPATHY.name: "for seeing the matter with the customer's eyes:",
}
_BY_REASON = {
    "more than expected": "for doing more than the customer expected:",
    "outcome": "for help that changed something for the customer:",
}
_ELSE = "for service that the customer wants us to know of:"
_THANKS = "A customer noticed what you did, and so do I. Thank you."


@dataclass(frozen=True, slots=True)
class Recognition:
    """What somebody makes of praise: whom (Slack ids), our own words, the customer's, behaviours, and where to post.

    `names_customer`: whether the post says who said it.
    """

    praise_id: int
    people: tuple[str, ...]
    words: str
    quote: str
    behaviours: tuple[str, ...]
    channel: str
    names_customer: bool


class RecognitionField(StrEnum):
    """Fields that a refusal may name."""

    PEOPLE = "people"
    WORDS = "words"
    QUOTE = "quote"
    CHANNEL = "channel"


class RecognitionRefused(Refused):
    """A recognition, or thanks, that can't be: `field` is what to correct."""

    def __init__(self, field: RecognitionField, problem: str, remedy: str = "", *, typed: str = "") -> None:
        super().__init__(problem, remedy, typed=typed)
        self.field = field

    def with_typed(self, typed: str) -> "RecognitionRefused":
        """The same refusal, carrying the person's text."""
        return RecognitionRefused(self.field, self.problem, self.remedy, typed=self.typed or typed)


def draft_words(praise: Praise, known: Sequence[str]) -> str:
    """Our own words to begin with: by the first behaviour that the customer names, else by why it was noticed.

    `known` are the workspace's behaviours; one of its own is named as it is.
    """
    named = behaviours_in((), praise.words, known)
    if named:
        return _BY_BEHAVIOUR.get(named[0]) or f"for {named[0]}:"
    return next((words for reason, words in _BY_REASON.items() if reason in praise.reason), _ELSE)


def draft_thanks() -> str:
    """Private thanks to begin with; the customer's words stand below them."""
    return _THANKS


def draft_quote(praise: Praise) -> str:
    """The customer's words to begin with, cut where they are longer than a post takes."""
    said = praise.words.strip()
    return said if len(said) <= MAX_QUOTE else said[: MAX_QUOTE - 1].rstrip() + "…"


def kudos_words(recognition: Recognition, said_by: str, customer: str, praised: Sequence[str] = ()) -> str:
    """What the kudos are for: our own words around the quote, and who said it. `praised` are those people's names.

    Raises `RecognitionRefused` for too much, and for words that name a customer who shall not be named.
    """
    words, said = recognition.words.strip(), recognition.quote.strip()
    for text, most, field in (
        (words, MAX_OWN_WORDS, RecognitionField.WORDS),
        (said, MAX_QUOTE, RecognitionField.QUOTE),
    ):
        if len(text) > most:
            raise RecognitionRefused(field, f"That is {len(text):,} characters.", f"Say it in at most {most:,}.")
    if not words and not said:
        raise RecognitionRefused(
            RecognitionField.WORDS, "Nothing says what for.", "Say what for: it is what people remember."
        )
    named = [name for name in (said_by, customer) if name]
    if not recognition.names_customer:
        for text, field in ((words, RecognitionField.WORDS), (said, RecognitionField.QUOTE)):
            name = _name_in(text, said_by, customer, praised)
            if name:
                raise RecognitionRefused(
                    field, f"These words name {name[:80]}.", "Leave the name out, or choose to say who said it."
                )
    who = ", ".join(named) if recognition.names_customer and named else NOBODY_NAMED
    return "\n".join(part for part in (words, f"“{said}” – {who}" if said else "") if part)


def _name_in(text: str, said_by: str, customer: str, praised: Sequence[str]) -> str:
    """The name of the customer, of who said it or a part of it, as it stands in the text; '' where none does.

    A part counts as it is written ('Will', not 'will'), and not where one of those praised is called so too.
    """
    words = f" {customer_key(_POSSESSIVE.sub(' ', text))} "
    for name in (said_by, customer):
        if customer_key(name) and f" {customer_key(name)} " in words:
            return name
    others = {part for name in praised for part in _WORD.findall(name)}
    written = set(_WORD.findall(_POSSESSIVE.sub(" ", text)))
    return next(
        (part for part in _WORD.findall(said_by) if len(part) > 2 and part in written and part not in others), ""
    )
