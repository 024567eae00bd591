"""Behaviours: what a kudos shows. By default the four where performance and perception meet, else a workspace's own.

They are recognised from tags in English, Spanish, German and French, and in words only where nothing else can be
meant ('a cool head'); docs/kudos.md lists the synonyms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.customers import customer_key
from bot.errors import Refused

MAX_BEHAVIOUR = 40
"""Characters of a behaviour's name: it stands on a button."""

MOST_BEHAVIOURS = 10
"""Behaviours that a workspace may name: they are check boxes ("Checkboxes element")."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour: its name, what it means, and what else it is called.

    `tags` are recognised as tags; `phrases` are recognised in words too, since they can mean nothing else there.
    """

    name: str
    meaning: str
    tags: tuple[str, ...]
    phrases: tuple[str, ...]


POSITIVE_DEMEANOUR = Behaviour(
    "Positive demeanour",
    "Stays friendly and confident, so that others do too.",
    tags=(
        *("positive", "positivity", "demeanor", "demeanour", "attitude", "friendly", "friendliness", "cheerful"),
        *("kind", "kindness", "actitud", "actitud positiva", "positiva", "positivo", "amable", "amabilidad"),
        *("haltung", "freundlich", "freundlichkeit", "positiv", "attitude positive", "positif", "gentillesse"),
        *("bonne humeur", "bienveillance", "buen humor", "gute laune"),
    ),
    phrases=(
        *("positive demeanour", "positive demeanor", "positive attitude", "actitud positiva", "positive haltung"),
        *("attitude positive",),
    ),
)
CLEAR_HEAD = Behaviour(
    "Clear head",
    "Thinks calmly and in order while others are under pressure.",
    tags=(
        *("clear", "clarity", "calm", "calmness", "focus", "focused", "composure", "claridad", "calma", "sereno"),
        *("serenidad", "ruhe", "ruhig", "klarheit", "besonnen", "besonnenheit", "clarte", "calme", "sang froid"),
        *("lucidite",),
    ),
    phrases=(
        *("clear head", "clear headed", "clearheaded", "cool head", "level headed", "levelheaded"),
        *("cabeza fria", "mente clara", "cabeza clara", "klaren kopf", "klarer kopf", "kuhlen kopf", "kuhler kopf"),
        *("tete froide", "esprit clair", "sang froid"),
    ),
)
LISTENING = Behaviour(
    "Listening",
    "Hears people out and understands before acting.",
    tags=(
        *("listen", "listens", "listened", "listener", "attentive", "escucha", "escuchar", "escucho", "zuhoren"),
        *("zugehort", "ecoute", "ecouter", "attentif", "attentive ear"),
    ),
    phrases=(
        *("good listener", "great listener", "active listening", "listened", "escucha activa"),
        *("zuhoren", "zugehort", "ecoute active", "bonne ecoute"),
    ),
)
EMPATHY = Behaviour(
    "Empathy",
    "Sees the matter as the other person does, and shows it.",
    tags=(
        *("empathetic", "empathic", "compassion", "caring", "understanding", "empatico", "empatica", "mitgefuhl"),
        *("verstandnis", "einfuhlsam", "empathique", "comprension", "comprehension"),
    ),
    phrases=(
        *("empathy", "empathetic", "empatia", "empathie", "einfuhlungsvermogen", "compassion", "empathique"),
        *("mitgefuhl", "einfuhlsam"),
    ),
)
DEFAULT_BEHAVIOURS = (POSITIVE_DEMEANOUR.name, CLEAR_HEAD.name, LISTENING.name, EMPATHY.name)
"""The names of the four."""

KNOWN = {behaviour.name: behaviour for behaviour in (POSITIVE_DEMEANOUR, CLEAR_HEAD, LISTENING, EMPATHY)}


def describe(name: str) -> str:
    """What a behaviour means, in a sentence; '' for one of the workspace's own."""
    known = KNOWN.get(name)
    return known.meaning if known else ""


def is_behaviour(tag: str, known: Sequence[str]) -> bool:
    """Whether a tag names one of the known behaviours."""
    return _of_tag(tag, known) is not None


def behaviours_in(tags: Sequence[str], words: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known behaviours that tags or words name, in the order of `known`.

    A tag is compared with names and synonyms whatever its case, accents and joints ('#ClearHead', '#clear-head').
    """
    found = {behaviour for tag in tags if (behaviour := _of_tag(tag, known))}
    text = f" {customer_key(words)} "
    for name in known:
        if any(f" {phrase} " in text for phrase in _phrases(name)):
            found.add(name)
    return tuple(name for name in known if name in found)


def other_tags(tags: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The tags that name no known behaviour."""
    return tuple(tag for tag in tags if _of_tag(tag, known) is None)


def read_behaviours(typed: str) -> tuple[str, ...]:
    """A workspace's own behaviours, one a line; none typed means the default ones. Raises `Refused`."""
    names: dict[str, str] = {}
    for number, line in enumerate(typed.splitlines(), 1):
        name = " ".join(line.split()).lstrip("#").strip()
        if not name:
            continue
        key = _key(name)
        if not key:
            raise Refused(f"Line {number} has no word in it.", "Write a behaviour's name, like Listening.")
        if len(name) > MAX_BEHAVIOUR:
            raise Refused(f"Line {number}: the name is too long.", f"Use {MAX_BEHAVIOUR} characters at most.")
        if key in names:
            raise Refused(f"Line {number}: {name} is there twice.", "Keep one of the two lines.")
        names[key] = name
    if len(names) > MOST_BEHAVIOURS:
        raise Refused(f"That is {len(names)} behaviours.", f"Name {MOST_BEHAVIOURS} at most: those that matter here.")
    return tuple(names.values()) or DEFAULT_BEHAVIOURS


def _of_tag(tag: str, known: Sequence[str]) -> str | None:
    key = _key(tag)
    return next((name for name in known if key and key in _keys(name)), None)


@lru_cache(maxsize=1_000)
def _keys(name: str) -> frozenset[str]:
    behaviour = KNOWN.get(name)
    other = (*behaviour.tags, *behaviour.phrases) if behaviour else ()
    return frozenset(map(_key, (name, *other)))


@lru_cache(maxsize=1_000)
def _phrases(name: str) -> tuple[str, ...]:
    behaviour = KNOWN.get(name)
    return tuple(map(customer_key, behaviour.phrases)) if behaviour else ()


def _key(name: str) -> str:
    return customer_key(name.replace("_", " ")).replace(" ", "")
