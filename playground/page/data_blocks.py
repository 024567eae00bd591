"""Tables and charts (source: 'Table block', 'Data visualization block')."""

from html import escape
from typing import Any

from nicegui import ui

from playground.model import Json
from playground.page.markup import attributes, box, html, words
from playground.page.mrkdwn import mrkdwn_html
from playground.page.reading import Reader
from playground.page.rich_text import rich_text_html

_SYMBOLS = ("circle", "diamond", "rect", "triangle", "roundRect", "pin")
_NAMES_IN_A_ROW = 4
_MOST_ASLANT = 8
_ASLANT: Json = {"interval": 0, "overflow": "truncate", "width": 84, "rotate": 40}
_AXIS_NAME: Json = {"nameLocation": "middle", "nameTextStyle": {"color": "#57646f"}}
_COLOURS = ["#0f766e", "#c2410c", "#4338ca", "#a16207", "#be185d", "#0369a1"]


def draw_table(block: Json, reader: Reader) -> None:
    """A `table` block; its first row is the head."""
    settings = block.get("column_settings") or []
    rows: list[str] = []
    for at, row in enumerate(block.get("rows") or []):
        tag, scope = ("td", "") if at else ("th", ' scope="col"')
        cells = "".join(
            f'<{tag}{scope} class="{_cell_class(settings, column)}">{_cell_html(cell, reader)}</{tag}>'
            for column, cell in enumerate(row)
        )
        rows.append(f"<tr>{cells}</tr>")
    html(f"<table>{''.join(rows)}</table>", classes="table-frame")


def _cell_class(settings: list[Any], column: int) -> str:
    setting = settings[column] if column < len(settings) and settings[column] else {}
    align = setting.get("align", "left")
    return ("right" if align == "right" else "center" if align == "center" else "left") + (
        " wrapped" if setting.get("is_wrapped") else ""
    )


def _cell_html(cell: Json, reader: Reader) -> str:
    if cell.get("type") == "rich_text":
        return rich_text_html(cell, reader)
    if cell.get("type") == "mrkdwn":
        return mrkdwn_html(str(cell.get("text", "")), reader)
    return escape(str(cell.get("text", cell.get("value", ""))))


def draw_chart(block: Json) -> None:
    """A `data_visualization` block: pie, bar, area or line, with its numbers in words for screen readers."""
    chart = block.get("chart") or {}
    title = str(block.get("title") or "")
    with box("chart", tag="figure") as figure:
        attributes(figure, role="img", aria_label=f"{title}, {chart.get('type')} chart. {_in_words(chart)}")
        words(title, tag="figcaption", classes="chart-title")
        ui.echart(_pie(chart) if chart.get("type") == "pie" else _axes(chart)).classes("chart-canvas")


def _in_words(chart: Json) -> str:
    """'Open: Mon 40, Tue 36. Solved: Mon 12, Tue 20'."""
    if chart.get("type") == "pie":
        return _points_in_words(chart.get("segments") or [])
    return ". ".join(
        f"{series.get('name')}: {_points_in_words(series.get('data') or [])}" for series in chart.get("series") or []
    )


def _points_in_words(points: list[Json]) -> str:
    return ", ".join(f"{point.get('label')} {point.get('value')}" for point in points)


def _pie(chart: Json) -> Json:
    return {
        "color": _COLOURS,
        "animation": False,
        "tooltip": {"trigger": "item"},
        "legend": {"bottom": 0, "type": "scroll"},
        "series": [
            {
                "type": "pie",
                "radius": ["38%", "72%"],
                "center": ["50%", "44%"],
                "label": {"show": True, "position": "inside", "formatter": "{d}%", "color": "#fff"},
                "data": [{"name": one.get("label"), "value": one.get("value")} for one in chart.get("segments") or []],
            }
        ],
    }


def _names(count: int) -> Json:
    """The bars' names are all written: a few side by side in several lines, more of them aslant."""
    if count <= _NAMES_IN_A_ROW:
        return {"interval": 0, "overflow": "break", "width": 72, "lineHeight": 14}
    return _ASLANT


def _names_if_narrow(count: int) -> Json:
    """Beside a phone's few bars there is room for names aslant, beside many for upright ones alone."""
    return _ASLANT if count <= _MOST_ASLANT else {**_ASLANT, "rotate": 90}


def _are_counts(chart: Json) -> bool:
    """Whether all values are whole: then the scale has no halves."""
    return all(
        float(point.get("value") or 0).is_integer()
        for series in chart.get("series") or []
        for point in series.get("data") or []
    )


def _axes(chart: Json) -> Json:
    axis = chart.get("axis_config") or {}
    categories = [str(one) for one in axis.get("categories") or []]
    kind = str(chart.get("type"))
    series = []
    for at, one in enumerate(chart.get("series") or []):
        by_label = {str(point.get("label")): point.get("value") for point in one.get("data") or []}
        drawn: Json = {
            "type": "bar" if kind == "bar" else "line",
            "name": str(one.get("name") or ""),
            "data": [by_label.get(category) for category in categories],
            "barMaxWidth": 36,
            "symbol": _SYMBOLS[at % len(_SYMBOLS)],
            "symbolSize": 7,
            "lineStyle": {"type": "solid" if at == 0 else "dashed", "width": 2.5 if at == 0 else 2},
        }
        series.append(drawn | ({"areaStyle": {"opacity": 0.25}} if kind == "area" else {}))
    return {
        "color": _COLOURS,
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0, "type": "scroll", "show": len(series) > 1},
        "grid": {
            "left": 32 if axis.get("y_label") else 8,
            "right": 30,
            "top": 14,
            "bottom": (30 if len(series) > 1 else 6) + (22 if axis.get("x_label") else 0),
            "containLabel": True,
        },
        "xAxis": {
            "type": "category",
            "data": categories,
            "boundaryGap": kind == "bar",
            "axisLabel": _names(len(categories)) if kind == "bar" else {},
            "name": axis.get("x_label") or "",
            **_AXIS_NAME,
            "nameGap": 28,
        },
        # A line may begin above zero, so that 4.1 to 4.6 is seen; bars and areas are read by their height.
        "yAxis": {
            "type": "value",
            "scale": kind == "line",
            "minInterval": 1 if _are_counts(chart) else 0,
            "name": axis.get("y_label") or "",
            **_AXIS_NAME,
            "nameGap": 38,
        },
        "series": series,
        "media": [{"query": {"maxWidth": 400}, "option": {"xAxis": {"axisLabel": _names_if_narrow(len(categories))}}}]
        if kind == "bar"
        else [],
    }
