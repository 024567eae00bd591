"""What is kept about somebody as one ZIP archive: everything as JSON, and each kind of record as CSV as well."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.domain.privacy import Extract
from bot.spreadsheets import Cell, Sheet, csv_bytes

README = """What Praiseworthy keeps about {name}, as of {now:%Y-%m-%d %H:%M} UTC.

kept.json has everything. Each CSV file has one kind of record; in them, a text that a spreadsheet would take for a
formula begins with an apostrophe. Times are in UTC, durations in minutes. Colleagues stand there by name.

{files}
"""


def archive(name: str, extracts: Sequence[Extract], now: datetime) -> bytes:
    """The archive's bytes; `now` is in UTC. The same records give the same bytes."""
    written = BytesIO()
    files = "\n".join(f"{one.name}.csv: {one.called} ({len(one.rows):,})" for one in extracts)
    kept = {
        one.name: {"what": one.called, "rows": [{key: _plain(value) for key, value in row.items()} for row in one.rows]}
        for one in extracts
    }
    about = {"person": name, "as_of": now.isoformat(), "kept": kept}
    with ZipFile(written, "w", ZIP_DEFLATED) as zipped:
        _add(zipped, "README.txt", README.format(name=name, now=now, files=files).encode(), now)
        _add(zipped, "kept.json", json.dumps(about, ensure_ascii=False, indent=1).encode(), now)
        for one in extracts:
            rows = [tuple(_cell(row[column]) for column in one.columns) for row in one.rows]
            _add(zipped, f"{one.name}.csv", csv_bytes(Sheet(one.name, one.columns, rows)), now)
    return written.getvalue()


def _add(zipped: ZipFile, name: str, content: bytes, now: datetime) -> None:
    info = ZipInfo(name, now.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    zipped.writestr(info, content)


def _plain(value: Any) -> Any:
    """As JSON has it; dates and times in ISO form."""
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, (Mapping, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
