"""The words in which the classifier says why: from the cues that carried its decision."""

import re
from collections.abc import Mapping

WORDS: dict[str, str] = {
    "thanks": "thanks",
    "applause": "words of praise",
    "acclaim": "words of praise",
    "name": "name",
    "mention": "mention",
    "colleague": "a colleague's role",
    "you": "second person",
    "they": "third person",
    "quality": "quality of a person",
    "manner": "how it was done",
    "effort": "effort",
    "hero": "strong praise",
    "superb": "strong praise",
    "mark": "top marks",
    "rescue": "what it prevented",
    "again": "wants the same person again",
    "faultless": "no fault to find",
    "deed": "what somebody did",
    "felt": "how it felt",
    "helped": "outcome",
    "works": "outcome",
    "relayed": "passed on from others",
    "heart": "emoji",
    "good": "content",
    "advance": "thanks in advance",
    "sarcasm": "sarcasm",
    "scorn": "scorn",
    "broken": "something is broken",
    "complaint": "complaint",
    "unmet": "a promise not kept",
    "lacking": "something was missing",
    "automatic": "automatic message",
    "welcome": "an answer to thanks",
    "bearing": "thanks for patience or a message",
    "coming": "thanks for coming",
    "occasion": "an occasion",
    "kin": "not about service",
    "product": "about a product",
    "ask": "a question or request",
    "urge": "instructions",
    "instruct": "instructions",
    "neutral": "a report",
    "everybody": "to everybody",
    "future": "about the future",
    "negation": "negation",
    "signed": "own signature",
    "author": "own signature",
    "closing": "closing",
}
"""What a cue is called when it speaks for, or against, praise. Several cues may say the same."""

FOR = tuple(WORDS)[:24]
"""Cues that a reason for praise may name, in the order in which they are named."""

AGAINST = tuple(WORDS)[24:]
"""Cues that a reason against praise may name, the most telling first."""

_PARTED = re.compile(r"[&+~]")
_AT_MOST = 3
_WHO = ("name", "mention", "colleague", "you", "they")


def say_reason(weights: Mapping[str, float], *, is_praise: bool) -> str:
    """The reason in words, such as 'thanks + name + outcome'; at most three.

    `weights` are the message's cues and pairs of cues with what each added to the score; a pair counts for both. Named
    are those that carried the decision most; where no single one did, those that stand there. Of praise it is always
    said who it is addressed to, as far as the words tell.
    """
    sign = 1.0 if is_praise else -1.0
    carried: dict[str, float] = {}
    for cue, weight in weights.items():
        parts = _PARTED.split(cue.removeprefix("first:").removeprefix("last:").removeprefix("somebody~"))
        for part in parts:
            carried[part] = carried.get(part, 0.0) + sign * weight / len(parts)
    may_name = [cue for cue in (FOR if is_praise else AGAINST) if cue in carried]
    strongest = sorted((cue for cue in may_name if carried[cue] > 0), key=lambda cue: -carried[cue]) or may_name
    chosen = strongest[:_AT_MOST]
    if is_praise:
        who = [cue for cue in _WHO if cue in carried][:1]
        chosen = who + [cue for cue in strongest if cue not in _WHO][: _AT_MOST - len(who)]
    named = dict.fromkeys(WORDS[cue] for cue in may_name if cue in chosen)
    if named:
        return " + ".join(named)
    return "its wording" if is_praise else "no praise of a person"
