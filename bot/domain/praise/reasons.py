"""The words in which the classifier says why: from the cues that carried its decision."""

from collections.abc import Mapping

WORDS: dict[str, str] = {
    "thanks": "thanks",
    "name": "name",
    "mention": "mention",
    "you": "second person",
    "they": "third person",
    "colleague": "a colleague's role",
    "quality": "quality of a person",
    "beyond": "more than expected",
    "praising": "words of praise",
    "outcome": "outcome",
    "behaviour": "how it was done",
    "relayed": "passed on from others",
    "good": "content",
    "heart": "emoji",
    "advance": "thanks in advance",
    "product": "about a product",
    "ask": "a question or request",
    "negation": "negation",
    "sarcasm": "sarcasm",
    "complaint": "complaint",
    "bearing": "thanks for patience or a message",
    "occasion": "an occasion",
    "everybody": "to everybody",
    "coming": "thanks for coming",
    "automatic": "automatic message",
    "instruct": "instructions",
    "future": "about the future",
    "closing": "closing",
    "scorn": "scorn",
    "author": "own signature",
    "signed": "own signature",
}
"""What a cue is called when it speaks for, or against, praise."""

FOR = (
    "thanks",
    "praising",
    "name",
    "mention",
    "colleague",
    "you",
    "they",
    "quality",
    "behaviour",
    "beyond",
    "outcome",
    "relayed",
    "heart",
    "good",
)
"""Cues that a reason for praise may name, in the order in which they are named."""

AGAINST = (
    "advance",
    "sarcasm",
    "scorn",
    "complaint",
    "automatic",
    "bearing",
    "coming",
    "occasion",
    "product",
    "ask",
    "instruct",
    "everybody",
    "future",
    "negation",
    "signed",
    "author",
    "closing",
)
"""Cues that a reason against praise may name."""

_AT_MOST = 3


def say_reason(weights: Mapping[str, float], *, is_praise: bool) -> str:
    """The reason in words, such as 'thanks + name + outcome'; at most three, by how much they carried.

    `weights` are the message's cues and pairs of cues with what each added to the score; a pair counts for both.
    """
    sign = 1.0 if is_praise else -1.0
    carried: dict[str, float] = {}
    for cue, weight in weights.items():
        base = cue.removeprefix("first:").removeprefix("last:")
        for part in base.split("&"):
            carried[part] = carried.get(part, 0.0) + sign * weight / (1 + base.count("&"))
    may_name = FOR if is_praise else AGAINST
    strongest = sorted((cue for cue in may_name if carried.get(cue, 0.0) > 0), key=lambda cue: -carried[cue])
    named = [WORDS[cue] for cue in may_name if cue in strongest[:_AT_MOST]]
    if named:
        return " + ".join(named)
    return "words of praise" if is_praise else "no praise of a person"
