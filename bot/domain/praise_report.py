"""How often prompts about praise were right, per source, and what another threshold would have done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields

from bot.domain.praises import PraiseSource
from bot.errors import Refused

STEPS = tuple(step / 100 for step in range(30, 100, 5))
"""Thresholds that a report tries, besides the one that is set."""

_SOURCES = {
    PraiseSource.OUTSIDE: "people from outside",
    PraiseSource.CUSTOMERS_CHANNEL: "customers' channels",
    PraiseSource.SHORTCUT: "message shortcut",
    PraiseSource.HOOK: "survey tools",
    PraiseSource.TYPED: "noted by hand",
    PraiseSource.HELPED: "those who were helped",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Praise by what people said of it. `right` was recognised or thanked for, `wrong` was not praise.

    `kept_right` and `kept_wrong` are those of them with a score of at least the threshold that is tried, `scored_right`
    and `scored_wrong` all with a score. `person_right` and `person_wrong`: whether who was named was who was meant.
    """

    right: int = 0
    wrong: int = 0
    open: int = 0
    withdrawn: int = 0
    scored_right: int = 0
    scored_wrong: int = 0
    kept_right: int = 0
    kept_wrong: int = 0
    person_right: int = 0
    person_wrong: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a threshold would have done to the prompts with a score that were decided: `right` and `wrong` ones would
    not have been asked.
    """

    threshold: float
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class PraiseReport:
    """The counts per source, why what wasn't praise was not, and the threshold now and the one that is tried.

    `trials` say what other thresholds would have done, the lowest first; `program` is the program's own.
    """

    workspace: str
    threshold: float
    is_own_threshold: bool
    tried: float
    by_source: dict[PraiseSource, Counts]
    because: dict[str, int] = field(default_factory=dict)
    trials: tuple[Trial, ...] = ()
    program: float = 0.0

    @property
    def total(self) -> Counts:
        """All sources together."""
        return sum(self.by_source.values(), Counts())


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """A change of a workspace's own threshold; None is the program's."""

    before: float | None
    after: float | None


def to_try(current: float, program: float) -> tuple[float, ...]:
    """The thresholds that a report tries: the steps, the one that is set and the program's, the lowest first."""
    return tuple(sorted({*STEPS, current, program}))


def trials_of(scores: Collection[tuple[float, bool]], thresholds: Iterable[float]) -> tuple[Trial, ...]:
    """What each threshold would have left out of the decided prompts, each a score with whether it was right."""
    return tuple(
        Trial(
            threshold,
            right=sum(was_right and score < threshold for score, was_right in scores),
            wrong=sum(not was_right and score < threshold for score, was_right in scores),
        )
        for threshold in thresholds
    )


def read_threshold(typed: str) -> float:
    """A threshold: '0.7', '0,7'. Raises `Refused`."""
    try:
        threshold = float(typed.strip().replace(",", "."))
    except ValueError:
        threshold = -1.0
    if not 0 < threshold < 1:
        raise Refused(f"“{typed.strip()[:40]}” isn't a threshold.", "Give a number between 0 and 1, such as 0.7.")
    return threshold


def counts_by_place(report: PraiseReport) -> list[tuple[str, Counts]]:
    """The counts of each source, under its name, and of all together; nothing where nothing was noticed."""
    rows = [(_SOURCES[source], report.by_source[source]) for source in PraiseSource if source in report.by_source]
    return [*rows, ("all", report.total)] if rows else []


def remarks(report: PraiseReport) -> list[str]:
    """Why what wasn't praise was not, and how often who was named was who was meant, a sentence each."""
    total, lines = report.total, []
    if report.because:
        said = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in sorted(report.because.items()))
        lines.append(f"Not praise, because: {said}.")
    named = total.person_right + total.person_wrong
    if named:
        lines.append(f"Who was named was who was meant {total.person_right:,} of {named:,} times.")
    return lines


def report_lines(report: PraiseReport) -> list[str]:
    """The report in plain text, one line each."""
    total = report.total
    whose = "the workspace's own" if report.is_own_threshold else "the program's"
    lines = [f"Praise noticed in {report.workspace}; threshold {report.threshold:.2f} ({whose})."]
    if total == Counts():
        return [*lines, "Nothing was noticed yet."]
    lines += ["", *_table(counts_by_place(report)), "", *remarks(report)]
    scored = total.scored_right + total.scored_wrong
    if scored:
        kept = total.kept_right + total.kept_wrong
        lines.append(
            f"With {report.tried:.2f}, {kept:,} of these {scored:,} prompts with a score would have been sent: "
            f"{total.kept_right:,} right and {total.kept_wrong:,} wrong ({share(total.kept_right, kept)}); "
            f"{total.scored_right - total.kept_right:,} right ones would have been missed."
        )
    if report.tried < report.threshold:
        lines.append("What a lower threshold would add isn't known: text below it is not kept.")
    return lines


def _table(rows: Sequence[tuple[str, Counts]]) -> list[str]:
    cells = [("where", "right", "wrong", "share right", "open", "withdrawn")] + [
        (
            name,
            f"{counts.right:,}",
            f"{counts.wrong:,}",
            share(counts.right, counts.right + counts.wrong),
            f"{counts.open:,}",
            f"{counts.withdrawn:,}",
        )
        for name, counts in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [_row(row, widths) for row in cells]


def _row(row: Iterable[str], widths: Sequence[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()


def share(part: int, whole: int) -> str:
    """'92 %', '–' of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "–"
