"""What a reader sees instead of ids and timestamps: names, their own time zone, their own mentions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Reader:
    """One person's way of reading: `member_names` and `channel_names` by id, `zone` for every time shown."""

    person_id: str
    zone: ZoneInfo
    member_names: Mapping[str, str]
    channel_names: Mapping[str, str]

    def moment(self, ts: str | float) -> datetime:
        """A Slack `ts` ('1763740000.000100', seconds UTC) as local time of the reader."""
        return datetime.fromtimestamp(float(ts), self.zone)


def clock_time(moment: datetime) -> str:
    """'14:05'."""
    return moment.strftime("%H:%M")


def day_name(day: date, today: date) -> str:
    """'Today', 'Yesterday', 'Friday, 20 November', with the year when it is another one."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A}, {day.day} {day:%B}{year}"


_DATE_FORMS = {
    "{date_num}": "%Y-%m-%d",
    "{date_short_pretty}": "%b %-d, %Y",
    "{date_long_pretty}": "%A, %B %-d, %Y",
    "{date_pretty}": "%B %-d, %Y",
    "{date_short}": "%b %-d, %Y",
    "{date_long}": "%A, %B %-d, %Y",
    "{date}": "%B %-d, %Y",
    "{day_divider_pretty}": "%A, %B %-d",
    "{time_secs}": "%H:%M:%S",
    "{time}": "%H:%M",
}


def slack_date(form: str, moment: datetime) -> str:
    """Slack's `<!date^...>` tokens filled in (source: 'Formatting message text', Date formatting).

    `{ago}` is left to the fallback text by the caller.
    """
    for token, pattern in _DATE_FORMS.items():
        form = form.replace(token, moment.strftime(pattern))
    return form
