"""Judge whether a message praises a person's service (docs/praise-classifier.md)."""

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.praise.features import Reading, read
from bot.domain.praise.reasons import say_reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score` is 0 to 1; `reason` in words, such as 'thanks + name + outcome'.

    `language` is 'en', 'es', 'de' or 'fr', or 'und' where no frequent word of these stands in the message.
    """

    score: float
    is_praise: bool
    reason: str
    language: str


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, and the score from which a message is taken for praise."""

    threshold: float
    intercept: float
    cues: Mapping[str, float]
    words: Mapping[str, float]
    parts: Mapping[str, float]


@cache
def model() -> Model:
    """The model that ships with the program; `python -m benchmarks.praise` writes it."""
    data = json.loads(files("bot.domain.praise").joinpath("model.json").read_text(encoding="utf-8"))
    return Model(data["threshold"], data["intercept"], data["cues"], data["words"], data["parts"])


def judge(text: str, *, names: Collection[str] = (), author: str = "", threshold: float | None = None) -> Verdict:
    """Does `text` praise a person's service?

    `text` is plain: Slack's markup is taken out, people who are mentioned stand as '@Name'. `names` are names and
    aliases of colleagues, `author` is the writer's own name (a signature is not the person praised). `threshold` is the
    score from which it is praise; the model's own if None. Of a text over 4,000 characters the beginning and the end
    are read. Deterministic; nothing leaves the machine.
    """
    reading = read(text, names, author)
    score = probability(reading, model())
    is_praise = score >= (model().threshold if threshold is None else threshold)
    weights = {cue: model().cues[cue] for cue in reading.cues if cue in model().cues}
    return Verdict(score, is_praise, say_reason(weights, is_praise=is_praise), reading.language)


def probability(reading: Reading, by: Model) -> float:
    """The score of what was read, 0 to 1; 0 where nothing was read."""
    if not reading.words:
        return 0.0
    total = by.intercept + sum(by.cues.get(cue, 0.0) for cue in sorted(reading.cues))
    total += _mean(reading.words, by.words) + _mean(reading.parts, by.parts)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _mean(found: Iterable[str], weights: Mapping[str, float]) -> float:
    """What the known features add: their weights over the square root of how many there are (a vector of length 1)."""
    known = [weights[feature] for feature in sorted(found) if feature in weights]
    return sum(known) / math.sqrt(len(known)) if known else 0.0
