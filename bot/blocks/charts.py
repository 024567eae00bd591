"""Charts of results: `data_visualization` blocks as plain JSON, and the same numbers in words.

Slack takes at most two in a message, with labels of up to 20 characters, up to 20 categories, and a point of every
series for each of them ("Data visualization block").
"""

from collections.abc import Sequence
from datetime import date

from bot.blocks.text import Block, context, escape_to
from bot.domain.digests import GoalLine, Point
from bot.domain.numbers import show_value
from bot.domain.pace import course_of, expected
from slack_limits import CHART_CATEGORIES, CHART_LABEL, CHART_TITLE

POINTS_IN_WORDS = 8
"""The latest points that are said beside a chart."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_label(day: date) -> str:
    """'Nov 3'."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def chart_of(line: GoalLine) -> list[Block]:
    """A line chart of a result's latest points against even pace, and the same in words."""
    goal = line.goal
    points = thinned(line.points)
    course = course_of(goal)
    wanted = [expected(course, point.on) for point in points]
    series = [_series("Measured", points, [point.value for point in points])]
    known = [value for value in wanted if value is not None]
    if len(known) == len(points):
        series.append(_series("Target" if course.is_kept else "Even pace", points, known))
    said = " · ".join(
        f"{day_label(point.on)}: {show_value(point.value, goal.unit)}" for point in points[-POINTS_IN_WORDS:]
    )
    return [
        {
            "type": "data_visualization",
            "title": _cut(goal.title, CHART_TITLE.value),
            "chart": {
                "type": "line",
                "series": series,
                "axis_config": {
                    "categories": [day_label(point.on) for point in points],
                    "y_label": _cut(goal.unit or "value", CHART_LABEL.value),
                },
            },
        },
        context(f"{escape_to(goal.title, 160)}: {escape_to(said, 1_000)}"),
    ]


def thinned(points: Sequence[Point]) -> list[Point]:
    """So many points that a chart takes them: where there are more, the last one of each week."""
    if len(points) <= CHART_CATEGORIES.value:
        return list(points)
    weekly = {point.on.isocalendar()[:2]: point for point in points}
    return list(weekly.values())[-CHART_CATEGORIES.value :]


def _series(name: str, points: Sequence[Point], values: Sequence[float]) -> Block:
    return {
        "name": name,
        "data": [
            # Two decimals more than people write: 4.32 and not 4.317073170731707 under the pointer.
            {"label": day_label(point.on), "value": round(value, 4)}
            for point, value in zip(points, values, strict=True)
        ],
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
