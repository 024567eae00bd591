"""Precision, recall and F1: of a whole, by language and by kind, and the threshold that reaches a precision."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.praise.texts import LabelledText


@dataclass(frozen=True, slots=True)
class Measure:
    """How often praise was seen (recall) and how often what was seen is praise (precision)."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def measure(texts: Sequence[LabelledText], scored: Sequence[float], threshold: float) -> Measure:
    """At a threshold: what scores as much or more is taken for praise."""
    pairs = [(text.is_praise, score >= threshold) for text, score in zip(texts, scored, strict=True)]
    return Measure(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def best_threshold(texts: Sequence[LabelledText], scored: Sequence[float], precision: float) -> float:
    """The threshold (two digits) with the best F1 among those that reach the precision; else the best F1 of all."""
    candidates = [at / 100 for at in range(20, 96)]
    reaching = [at for at in candidates if measure(texts, scored, at).precision >= precision]
    return max(reaching or candidates, key=lambda at: (measure(texts, scored, at).f1, at))


def table(texts: Sequence[LabelledText], scored: Sequence[float], threshold: float) -> str:
    """Markdown: overall, by language, and the share that was judged rightly by kind."""
    lines = ["| texts | how many | precision | recall | F1 |", "|---|---|---|---|---|"]
    groups = {"all": list(texts)}
    for text in texts:
        groups.setdefault(text.language, []).append(text)
    score_of = {id(text): score for text, score in zip(texts, scored, strict=True)}
    for name, some in groups.items():
        found = measure(some, [score_of[id(text)] for text in some], threshold)
        lines.append(f"| {name} | {len(some)} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} |")
    lines += ["", "| kind | how many | judged rightly |", "|---|---|---|"]
    for kind in dict.fromkeys(text.kind for text in texts):
        of_kind = [text for text in texts if text.kind == kind]
        right = sum(text.is_praise == (score_of[id(text)] >= threshold) for text in of_kind)
        label = "praise" if of_kind[0].is_praise else "not"
        lines.append(f"| {kind} ({label}) | {len(of_kind)} | {right / len(of_kind):.2f} |")
    return "\n".join(lines)
