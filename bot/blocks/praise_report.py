"""How often prompts about praise were right, and the threshold with what another would have done, for admins."""

from bot.blocks.elements import actions, button, option
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, plain, section
from bot.domain.deliveries import Message
from bot.domain.praise_report import Counts, PraiseReport, ThresholdChange, Trial, counts_by_place, remarks, share
from bot.errors import Refused
from slack_limits import PLACEHOLDER, SELECT_OPTIONS, TEXT_OBJECT

_PROGRAMS = "default"
"""In a value: the program's own threshold, whatever it will be."""


def praise_report_message(
    report: PraiseReport, change: ThresholdChange | None = None, *, undone: bool = False
) -> Message:
    """The report with its menu of thresholds; after a `change`, what was done and how to undo it."""
    title = "Were the prompts about praise right?"
    whose = "your own" if report.is_own_threshold else "the default"
    threshold = f"The threshold is *{report.threshold:g}* ({whose}): a message whose score is below it is let go."
    blocks: list[Block] = []
    notice = ""
    if change is not None:
        notice = _changed(report, undone=undone)
        blocks.append(section(notice))
        if not undone and change.before != change.after:
            value = f"{_dump(change.before)}:{_dump(change.after)}"
            blocks.append(actions(button("Undo", ActionId.PRAISE_THRESHOLD_BACK, value)))
    rows = counts_by_place(report)
    lines = [_line(place, counts) for place, counts in rows] or [
        "Nothing was noticed yet, so there is nothing to count."
    ]
    blocks += [section(f"*{title}*"), section("\n".join(lines))]
    said = escape_to(" ".join(remarks(report)), TEXT_OBJECT.value)
    if said:
        blocks.append(context(said))
    blocks += [section("\n".join([threshold, *_what_if(report)])), actions(_menu(report))]
    blocks.append(
        context(
            "What a lower threshold would add isn't known: text below it is not kept. What people noted by hand has no "
            "score and is always asked about."
        )
    )
    total = f"All together: {_counted(report.total)}." if rows else lines[0]
    return Message(f"{notice} {title} {total} {threshold}".strip().replace("*", ""), blocks)


def threshold_of(value: str) -> float | None:
    """What an option carries; None for the program's own. Raises `Refused` for what isn't ours."""
    if value == _PROGRAMS:
        return None
    try:
        threshold = float(value)
    except ValueError:
        threshold = 0.0
    if not 0 < threshold < 1:
        raise Refused("That threshold isn't known here.", "`/praiseworthy praise report` shows those there are.")
    return threshold


def change_of(value: str) -> ThresholdChange:
    """What *Undo* carries. Raises `Refused` for what isn't ours."""
    before, _, after = value.partition(":")
    return ThresholdChange(threshold_of(before), threshold_of(after))


def _dump(threshold: float | None) -> str:
    return _PROGRAMS if threshold is None else repr(threshold)


def _changed(report: PraiseReport, *, undone: bool) -> str:
    whose = "" if report.is_own_threshold else ", the default"
    done = "Changed back" if undone else "Saved"
    return f"{done}: the threshold is {report.threshold:g}{whose}, from the next message on."


def _line(place: str, counts: Counts) -> str:
    return f"• *{place}*: {_counted(counts)}"


def _counted(counts: Counts) -> str:
    """'12 right, 1 wrong (92 % right), 2 open'."""
    decided = counts.right + counts.wrong
    said = [
        f"{counts.right:,} right, {counts.wrong:,} wrong{f' ({share(counts.right, decided)} right)' if decided else ''}"
    ]
    said += [f"{counts.open:,} open"] if counts.open else []
    said += [f"{counts.withdrawn:,} withdrawn"] if counts.withdrawn else []
    return ", ".join(said)


def _what_if(report: PraiseReport) -> list[str]:
    """What the nearest higher threshold that changes anything would have done."""
    scored = report.total.scored_right + report.total.scored_wrong
    if not scored:
        return ["No prompt with a score was decided yet, so nobody knows what another would do."]
    now = next(trial for trial in report.trials if trial.threshold == report.threshold)
    for trial in report.trials:
        if trial.threshold > report.threshold and (trial.right, trial.wrong) != (now.right, now.wrong):
            return [
                f"With {trial.threshold:g}, of {scored:,} decided prompts {trial.right + trial.wrong:,} would not have "
                f"been asked: {trial.wrong:,} wrong and {trial.right:,} right."
            ]
    return [f"A higher one would have asked the same {scored:,} decided prompts."]


def _menu(report: PraiseReport) -> Block:
    choices = [(_choice(trial, report), trial) for trial in report.trials[: SELECT_OPTIONS.value]]
    now = [choice for choice, trial in choices if trial.threshold == report.threshold]
    return {
        "type": "static_select",
        "action_id": ActionId.PRAISE_THRESHOLD,
        "placeholder": plain("Move the threshold", PLACEHOLDER.value),
        "options": [choice for choice, _ in choices],
        **({"initial_option": now[0]} if now else {}),
    }


def _choice(trial: Trial, report: PraiseReport) -> Block:
    """'0.75: 2 wrong and 1 right not asked'."""
    is_programs = trial.threshold == report.program
    name = f"{trial.threshold:g}{', the default' if is_programs else ''}"
    left_out = f"{trial.wrong:,} wrong and {trial.right:,} right not asked"
    text = f"{name}: {left_out}" if trial.wrong or trial.right else f"{name}: all asked"
    return option(text, _PROGRAMS if is_programs else repr(trial.threshold))
