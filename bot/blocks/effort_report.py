"""Effort for budgeting as a message: what it was, a table, two charts with the same in words, and where to go on.

The table is a `table` block on purpose: a `data_table` lets everybody sort it, and so order people by hours ("Data
table block").
"""

from collections.abc import Sequence

from bot.blocks.digest_parts import sections, shown
from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, plain, section
from bot.domain.deliveries import Message
from bot.domain.durations import describe_minutes
from bot.domain.effort_report import (
    LEAST_OF_A_TEAM,
    LITTLE_MINUTES_A_WEEK,
    By,
    EffortAsked,
    EffortLine,
    EffortReport,
    StretchKind,
    little_served,
)
from slack_limits import CHART_CATEGORIES, CHART_LABEL, CHART_TITLE, HEADER_TEXT

MOST_ROWS = 40
"""Rows of the table, which may have 10,000 characters; the export has all."""

MOST_LITTLE = 12
NAME = 80
IN_WORDS = 5
"""Lines that are said in the text alone."""

NOT_NAMED = {
    By.CUSTOMER: "No customer named",
    By.TEAM: "Without a team",
    By.TAG: "Without a tag",
    By.PERSON: "People who left",
}
HEADS = {By.CUSTOMER: "Customer", By.TEAM: "Team", By.TAG: "Tag", By.PERSON: "Person"}
_PERIODS = (
    ("Last 30 days", "last 30 days"),
    ("Last 90 days", "last 90 days"),
    ("This quarter", "this quarter"),
    ("This year", "this year"),
)
_REMEDIES = {
    "missing_scope": "An admin installs the app anew, so that it may send files (`files:write`).",
    "file_uploads_disabled": "An admin of Slack has switched files off: they can let this app send some.",
}
"""What helps against Slack's refusals ("files.getUploadURLExternal", its errors)."""

_HOURS = "Hours are context for budgeting and fairness, never a score or a rank."
_NOTHING = "–"
_OTHERS = "All others"


def report_message(report: EffortReport) -> Message:
    """The report; for nothing noted, how it begins."""
    if not report.lines:
        return _framed(report, [])
    return _framed(report, [*_lines_chart(report), _table(report), *_more(report), *_over_time(report)])


def plain_message(report: EffortReport) -> Message:
    """The same with lines in place of charts and table, for a workspace that refuses them."""
    head, *rows = _rows(report)
    lines = [f"• *{escape(row[0])}*: {_cells_in_words(head, row)}" for row in rows]
    return _framed(report, [*sections(lines), *_more(report)])


def _cells_in_words(head: Sequence[str], row: Sequence[str]) -> str:
    """'hours 90.0, before 45.0, of all help 98.4 %'; the first cells of both say what it is about."""
    known = [(name, cell) for name, cell in zip(head[1:], row[1:], strict=True) if cell != _NOTHING]
    return ", ".join(f"{name.lower()} {cell}" for name, cell in known)


def _framed(report: EffortReport, parts: Sequence[Block]) -> Message:
    title = f"Off-system help: {report.asked.period.dates}"
    blocks: list[Block] = [{"type": "header", "text": plain(title, HEADER_TEXT.value)}, section(_head(report))]
    blocks += [*parts, *_little(report), context(_basis(report)), *_buttons(report)]
    return Message(f"{title}. {_in_words(report)}", blocks)


def name_of(line: EffortLine, report: EffortReport) -> str:
    """What a line is called; what has no name is called by what is missing."""
    if line.name:
        return f"#{line.name}" if report.asked.by is By.TAG else line.name
    if report.asked.by is By.TEAM and report.is_whole:
        return f"No team, or one of fewer than {LEAST_OF_A_TEAM}"
    return NOT_NAMED[report.asked.by]


def untimed_words(untimed: int) -> str:
    """'12 entries without a time'."""
    return "1 entry without a time" if untimed == 1 else f"{untimed:,} entries without a time"


def sent_message(names: Sequence[str]) -> Message:
    """Where the files are."""
    text = f"Sent to you as {'a file' if len(names) == 1 else 'files'} in our direct message: {', '.join(names)}."
    return Message(escape(text), [section(escape(text))])


def unsent_message(unsent: Sequence[str], sent: Sequence[str], reason: str, asked: EffortAsked) -> Message:
    """Which files didn't arrive, why, and what to do. `reason` is Slack's name for it, '' for no clear answer."""
    told = f"Slack said `{escape(reason)}`" if reason else "Slack gave no clear answer"
    there = f" {', '.join(sent)} is in our direct message." if sent else ""
    remedy = _REMEDIES.get(reason, "Look into our direct message, and press *Export again* if it isn't there.")
    text = f"{' and '.join(unsent)} could not be sent: {told}.{there} {remedy}"
    return Message(text, [section(text), actions(button("Export again", ActionId.EFFORT_EXPORT, asked.typed))])


def hours(minutes: int) -> str:
    """From ten hours on in whole ones: a budget needs no minutes."""
    return f"{minutes / 60:,.0f} h" if minutes >= 600 else describe_minutes(minutes)


def tenths(minutes: int) -> str:
    """Hours with one decimal, so that a column adds up: '43.2', 'under 0.1'; '–' for nothing."""
    if not minutes:
        return _NOTHING
    return "under 0.1" if minutes < 3 else f"{minutes / 60:,.1f}"


def percent(share: float | None) -> str:
    """'4.1 %', 'under 0.1 %'; '–' for nothing, and where it is unknown."""
    if not share:
        return _NOTHING
    return "under 0.1 %" if share < 0.001 else f"{share * 100:,.1f} %"


def people(number: float | None) -> str:
    """'0.25', 'under 0.01'; '–' for nothing, and where it is unknown."""
    if not number:
        return _NOTHING
    return "under 0.01" if number < 0.005 else f"{number:,.2f}"


def trend(now: int, before: int, days: int) -> str:
    """'up 3 h (12 %) on the 90 days before'."""
    span = f"the {days:,} days before" if days > 1 else "the day before"
    if now == before:
        return f"as much as in {span}"
    change = hours(abs(now - before))
    part = f" ({abs(now - before) / before * 100:,.0f} %)" if before else ""
    return f"{'up' if now > before else 'down'} {change}{part} on {span}"


def _head(report: EffortReport) -> str:
    if not report.entries:
        before = f" In {_span(report)} before it was {hours(report.before)}." if report.before else ""
        nobody = "" if report.is_whole or report.colleagues else " Nobody reports to you here: `/praiseworthy people`."
        return f"No off-system help was noted.{before}{nobody} `/logwork 20m helped …` takes seconds."
    parts = [f"*{hours(report.minutes)}* of off-system help{_of_whom(report)}"]
    if report.share is not None:
        parts.append(f"{percent(report.share)} of their working time")
    if report.full_time is not None:
        parts.append(f"{people(report.full_time)} people in full time")
    if report.rate:
        parts.append(f"about {_cost(report, report.minutes)}")
    entries = "1 entry" if report.entries == 1 else f"{report.entries:,} entries"
    said = [trend(report.minutes, report.before, report.asked.period.days).capitalize(), entries]
    if report.untimed:
        said.append(f"{untimed_words(report.untimed)}, which nobody guesses")
    return f"{' · '.join(parts)}\n{' · '.join(said)}"


def _of_whom(report: EffortReport) -> str:
    whose = "1 person" if report.colleagues == 1 else f"{report.colleagues:,} people"
    return f" by {whose}" if report.is_whole else f" by {whose} who report to you"


def _span(report: EffortReport) -> str:
    days = report.asked.period.days
    return f"the {days:,} days" if days > 1 else "the day"


def _cost(report: EffortReport, minutes: int) -> str:
    return f"{report.rate.of(minutes):,.0f} {report.rate.currency}" if report.rate else _NOTHING


def _table(report: EffortReport) -> Block:
    rows = _rows(report)
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True}, *[{"align": "right"} for _ in rows[0][1:]]],
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
    }


def _rows(report: EffortReport) -> list[list[str]]:
    """The table's head and rows in words; no cell is empty, since Slack refuses those."""
    by = report.asked.by
    head = [HEADS[by], "Hours", "Before"]
    if by is By.TEAM:
        head.append("Of their time")
    elif by is not By.PERSON:
        head.append("Of all help")
    if by is not By.PERSON:
        head.append("Full-time people")
        head += ["Cost"] if report.rate else []
    if report.untimed:
        head.append("Without a time")
    rows = [_row(report, line, name_of(line, report)) for line in report.lines[:MOST_ROWS]]
    if by is not By.TAG:
        whole = EffortLine(
            "", None, report.minutes, report.before, report.entries, report.untimed, colleagues=report.colleagues
        )
        rows.append(_row(report, whole, "Together"))
    return [head, *rows]


def _row(report: EffortReport, line: EffortLine, name: str) -> list[str]:
    by = report.asked.by
    important = " (important)" if line.is_important else ""
    cells = [
        (name if len(name) <= NAME else f"{name[: NAME - 1]}…") + important,
        tenths(line.minutes),
        tenths(line.before),
    ]
    if by is By.TEAM:
        cells.append(percent(report.share_of_time(line.minutes, line.colleagues)))
    elif by is not By.PERSON:
        cells.append(percent(line.minutes / report.minutes if report.minutes else None))
    if by is not By.PERSON:
        cells.append(people(report.full_time_of(line.minutes)))
        cells += [_cost(report, line.minutes)] if report.rate else []
    if report.untimed:
        cells.append(f"{line.untimed:,}" if line.untimed else _NOTHING)
    return cells


def _more(report: EffortReport) -> list[Block]:
    """What the table leaves out, and what its columns mean."""
    said = []
    left = len(report.lines) - MOST_ROWS
    if left > 0:
        said.append(f"And {left:,} more: *Export* has all of them.")
    if report.asked.by is By.TAG:
        said.append("An entry counts under each of its tags, so that the lines are more than the whole.")
    if report.asked.by is By.PERSON:
        said.append("By name; hours rank nobody. Who stands here sees in `/praiseworthy privacy` that you looked.")
    if report.asked.by is By.TEAM:
        said.append("By name. People count for the team that they are in today, also those who left.")
    return [context(" ".join(said))] if said else []


def _lines_chart(report: EffortReport) -> list[Block]:
    """Hours by customer, team or tag as bars; the table says the same. Never of people."""
    by, most = report.asked.by, CHART_CATEGORIES.value
    noted = [line for line in report.lines if line.minutes]
    if by is By.PERSON or len(noted) < 2 or (by is By.TEAM and len(noted) > most):
        return []
    largest = noted if len(noted) <= most else noted[: most - 1]
    bars = [(name_of(line, report), line.minutes) for line in largest]
    if len(noted) > most:
        bars.append((_OTHERS, sum(line.minutes for line in noted[most - 1 :])))
    labels = _labels([name for name, _ in bars])
    data = list(zip(labels, (minutes for _, minutes in bars), strict=True))
    return [_chart(f"Hours by {by.value}", "bar", data)]


def _over_time(report: EffortReport) -> list[Block]:
    """The whole over time, as bars and in words."""
    noted = [one for one in report.stretches if one.minutes]
    if len(report.stretches) < 2 or not noted:
        return []
    each = {StretchKind.DAY: "Day by day", StretchKind.WEEK: "Week by week"}.get(
        report.stretch_kind, f"By {report.stretch_kind.value}"
    )
    said = " · ".join(f"{one.name}: {tenths(one.minutes)} h" for one in noted)
    said += " · nothing in the others" if len(noted) < len(report.stretches) else ""
    begins = ", each from the day named" if report.stretch_kind is StretchKind.WEEK else ""
    # Bars begin at nothing: a line may begin above it, and makes little changes look large.
    chart = _chart(f"{each}, all together", "bar", [(one.name, one.minutes) for one in report.stretches])
    return [chart, context(f"{each}, all together{begins}: {said}")]


def _chart(title: str, kind: str, data: Sequence[tuple[str, int]]) -> Block:
    """A chart of one series in hours ("Data visualization block")."""
    points = [{"label": label, "value": round(minutes / 60, 2)} for label, minutes in data]
    return {
        "type": "data_visualization",
        "title": title[: CHART_TITLE.value],
        "chart": {
            "type": kind,
            "series": [{"name": "Hours", "data": points}],
            "axis_config": {"categories": [label for label, _ in data], "y_label": "hours"},
        },
    }


def _labels(names: Sequence[str]) -> list[str]:
    """The names as labels: cut to size, and no two alike, as a chart's categories have to be."""
    labels: list[str] = []
    for name in names:
        label = name if len(name) <= CHART_LABEL.value else f"{name[: CHART_LABEL.value - 1].rstrip()}…"
        number = 2
        while label in labels:
            end = f" {number}"
            label, number = f"{name[: CHART_LABEL.value - len(end)].rstrip()}{end}", number + 1
        labels.append(label)
    return labels


def _little(report: EffortReport) -> list[Block]:
    """Customers that take or get little: some need nothing, and some are overlooked."""
    found = little_served(report)
    if not found:
        return []
    lines = [f"• {_little_line(line)}" for line in found[:MOST_LITTLE]]
    left = len(found) - MOST_LITTLE
    if left > 0:
        lines.append(f"_and {left:,} more: *Export* has all of them_")
    title = f"*Customers that take or get little* (under {LITTLE_MINUTES_A_WEEK} min a week)"
    return [*sections([title, *lines]), context("Do they need nothing, or does nobody think of them?")]


def _little_line(line: EffortLine) -> str:
    important = " (important)" if line.is_important else ""
    now = describe_minutes(line.minutes) if line.minutes else "nothing"
    before = f", {hours(line.before)} before" if line.before else ", nothing before either" if not line.minutes else ""
    return f"{shown(line.name, NAME)}{important}: {now}{before}"


def _basis(report: EffortReport) -> str:
    period = report.asked.period
    whole = report.working_minutes / 60
    said = [f"One person in full time: {whole:,.0f} h in these {period.days:,} days, holidays and days off left out."]
    if not whole:
        said = ["Nobody works on these days, so nothing is said about working time."]
    if report.rate:
        said.append(f"Cost: {report.rate.an_hour:,.2f} {report.rate.currency} an hour, from `/praiseworthy settings`.")
    return " ".join([*said, _HOURS])


def _buttons(report: EffortReport) -> list[Block]:
    asked = report.asked
    shown_by = [by for by in By if by is not asked.by and (by is not By.PERSON or report.sees_people)]
    groups = [
        button(f"By {by.value}", f"{ActionId.EFFORT_SHOW}:{by.value}", EffortAsked(by, asked.period).typed)
        for by in shown_by
    ]
    periods = [
        button(label, f"{ActionId.EFFORT_SHOW}:{place}", f"{words} by {asked.by.value}")
        for place, (label, words) in enumerate(_PERIODS)
    ]
    earlier = EffortAsked(asked.by, asked.period.before()).typed
    periods.insert(0, button("Earlier", f"{ActionId.EFFORT_SHOW}:earlier", earlier))
    if report.lines:
        groups.append(button("Export", ActionId.EFFORT_EXPORT, asked.typed))
    return [actions(*groups), actions(*periods)]


def _in_words(report: EffortReport) -> str:
    """The report for clients that show the text alone."""
    if not report.entries:
        return _head(report).replace("*", "")
    said = _head(report).replace("*", "").replace("\n", ". ")
    named = [
        f"{shown(name_of(line, report), NAME)} {hours(line.minutes)}"
        for line in report.lines[:IN_WORDS]
        if line.minutes
    ]
    left = len([line for line in report.lines if line.minutes]) - len(named)
    more = f" and {left:,} more" if left > 0 else ""
    return f"{said}. By {report.asked.by.value}: {', '.join(named)}{more}." if named else f"{said}."
