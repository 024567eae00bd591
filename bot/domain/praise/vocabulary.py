"""What is known about words in English, Spanish, German and French: cues, frequent words, names that are also words."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.line.languages import word_set

SECOND_PERSON_ENDINGS = ("aste", "iste", "asteis", "isteis")
"""Spanish verbs say 'you' by their ending: 'ayudaste', 'fuiste'."""

FORMAL_YOU = frozenset({"Sie", "Ihnen", "Ihr", "Ihre", "Ihrer", "Ihrem", "Ihren", "Ihres"})
"""German says 'you' by a capital letter, except at the beginning of a sentence, where it may be 'she' or 'they'."""

EMOJI: dict[str, str] = {
    **dict.fromkeys("🙏👏❤💙💚💛🧡💜💖🎉🙌⭐🌟💯💪🤗🏆😍🔥😊🙂🥇🤩👍🌻🚀😇🥰☀✨💐🌷🎖", ":heart:"),
    **dict.fromkeys("🙄😒🙃😡😠🤦👎😑🤡💀😏🤬😤🤨", ":rage:"),
}
"""Emoji characters, to one that stands for its kind."""

_FREQUENT = {
    "en": (
        "the and is was to for of that this it in my with you i we are have had be at on so but they from our "
        "your her his thanks thank very not she he him who an been just got can will would please me ok how if up"
    ),
    "es": (
        "el la los las que de y en un una por con para no me se lo mi es muy gracias nos su al del pero fue ha "
        "como mas esta le todo usted hola ayer hoy yo te tu ya si cuando quien buenos a vez"
    ),
    "de": (
        "der die das und ist nicht ich mit fur den dem ein eine zu auf war sie wir hat mir es uns im bei auch "
        "sehr danke von haben noch aber ihr ihre dank wie habe euch schon bitte du dich dir alle zum zur"
    ),
    "fr": (
        "le la les et est pas je vous de des un une pour avec dans que qui nous du au ce ma mon merci tres mais "
        "il elle sur a ont votre ete j' l' d' c' m' qu' n' s' tu toi bonjour plus ca si"
    ),
}
FREQUENT: dict[str, frozenset[str]] = {language: word_set(words) for language, words in _FREQUENT.items()}
"""Frequent words (folded), by which the language is told."""

ALSO_WORDS = word_set(
    "will mark grace hope may bill art rose joy faith april june august frank rob sue pat jack ray grant chase "
    "dean drew wade chip dawn hazel heather holly iris ivy ginger summer autumn sky max guy victor christian "
    "angel sol luz paz mar rosa pilar mercedes blanca clara franco leon ernst wolf gut pierre olive marine aurore "
    "victoire prudence son ali an"
)
"""First names that are also words: they count only with a capital letter, or after an '@'."""


@dataclass(frozen=True, slots=True)
class CueEntry:
    """One entry of cues.toml: a phrase, or with a `*` at its end the beginning of a word.

    It counts only in messages of `language` if one is given, and only where a sentence begins if it `opens` one.
    """

    words: str
    language: str = ""
    opens: bool = False


@cache
def listed_cues() -> dict[str, tuple[CueEntry, ...]]:
    """Cues to the words and phrases that give them, from cues.toml."""
    listed = tomllib.loads(files("bot.domain.praise").joinpath("cues.toml").read_text(encoding="utf-8"))
    return {
        cue: tuple(_entry(entry.strip()) for entry in re.split(r"[;\n]", entries) if entry.strip())
        for cue, entries in listed.items()
    }


def _entry(listed: str) -> CueEntry:
    language, colon, words = listed.partition(":")
    if not colon or language not in FREQUENT:
        language, words = "", listed
    return CueEntry(words.removeprefix("^"), language, words.startswith("^"))
