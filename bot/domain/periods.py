"""Days and periods to come, at one place of a line: '31 March', 'end of Q2 2027', 'next Friday', '6 weeks'."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.line.calendar_days import date_or_none
from bot.domain.line.duration_phrases import number_at
from bot.domain.line.languages import (
    DAY_UNITS,
    INDEFINITE,
    MONTHS,
    MONTHS_ALSO_WORDS,
    NUMBERS,
    WEEK_UNITS,
    WEEKDAYS,
    WEEKDAYS_OF_DATES,
    word_set,
)
from bot.domain.line.tokens import Token, mark_at, render, word_at
from bot.errors import DayRefused


class Period(NamedTuple):
    """From the first to the last day, said by the tokens up to `end` (exclusive).

    `stands_alone` is true for forms that are hardly anything else than a date.
    """

    end: int
    first: date
    last: date
    stands_alone: bool = False
    is_weekday: bool = False


JUST_OVER = 45
"""Days. A date without its year that was not longer ago is refused: was that one meant, or next year's?"""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"(20[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})(?:\2((?:20)?[0-9]{2}))?")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er)?")
_YEAR = re.compile(r"20[0-9]{2}")
_PART_OF_YEAR = re.compile(r"(?:(20[0-9]{2})[-/]?)?([qth])([1-4])(?:[-/](20[0-9]{2}))?")
_SHORT = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_NOUNS: dict[str, str] = {
    **dict.fromkeys(WEEK_UNITS, "week"),
    **dict.fromkeys(word_set("month monat monats mes mois"), "month"),
    **dict.fromkeys(word_set("quarter quartal quartals trimestre"), "quarter"),
    **dict.fromkeys(word_set("year jahr jahres año année l'année d'année calendar-year"), "year"),
}
_ENDS: dict[str, str] = {
    **dict.fromkeys(word_set("year-end yearend jahresende"), "year"),
    **dict.fromkeys(word_set("quarter-end quartalsende"), "quarter"),
    **dict.fromkeys(word_set("month-end monatsende"), "month"),
    **dict.fromkeys(word_set("week-end wochenende"), "week"),
}
_THIS = word_set("this current the diese dieser dieses diesen diesem este esta ce cet cette der des el la le l' du del")
_REALLY_THIS = word_set("this current diese dieser dieses diesen diesem este esta ce cet cette")
_NEXT = word_set("next coming following nächste nächster nächstes nächsten nächstem kommende kommenden próximo próxima")
_NEXT_AFTER = word_set("prochain prochaine próximo próxima que viene")
_POSITIONS: dict[str, str] = {
    **dict.fromkeys(word_set("end ende late fin final finales finals fines"), "end"),
    **dict.fromkeys(word_set("mid middle mitte mediados mitad mi"), "middle"),
    **dict.fromkeys(word_set("start beginning early anfang principios comienzos inicio début"), "start"),
}
_GLUE = word_set("of the de del du des von vom le la l' im in")
_MONTHS_AHEAD_UNITS = word_set("month months mes meses monat monate monaten mois")
_YEARS_AHEAD_UNITS = word_set("year years año años jahr jahre jahren an ans année années")
_QUARTERS_AHEAD_UNITS = word_set("quarter quarters quartal quartale quartalen trimestre trimestres")
_TOMORROW = word_set("tomorrow mañana morgen demain")
_YESTERDAY = word_set("yesterday ayer gestern hier")
_TODAY = word_set("today tonight hoy heute aujourd'hui")
_CHRISTMAS = word_set("christmas xmas weihnachten navidad noël")


def full_day(day: date) -> str:
    """'31 Mar 2027'."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def period_at(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """The day or period that begins exactly at this token, or None.

    Raises DayRefused for a date that doesn't exist, can be read in two ways, or was just over when it has no year.
    """
    if not word_at(tokens, at):
        return None
    for read in (_iso_or_numeric, _day_and_month, _month_and_day, _with_weekday, _named_day, _positioned, _whole):
        found = read(tokens, at, today)
        if found is not None:
            return found
    return None


def span_at(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """The day that is '6 weeks', 'a month' or 'half a year' from today."""
    word = word_at(tokens, at)
    if (word, word_at(tokens, at + 1)) == ("half", "a"):
        return _ahead(at + 2, today, 6) if word_at(tokens, at + 2) in _YEARS_AHEAD_UNITS else None
    number = 1 if word in INDEFINITE or NUMBERS.get(word) == 1 else number_at(tokens, at)
    if number is None or not 1 <= number <= 400:
        return None
    unit, count = word_at(tokens, at + 1), int(number)
    if unit in DAY_UNITS or unit in WEEK_UNITS:
        day = today + timedelta(days=count * (7 if unit in WEEK_UNITS else 1))
        return Period(at + 2, day, day)
    for units, months in ((_MONTHS_AHEAD_UNITS, 1), (_QUARTERS_AHEAD_UNITS, 3), (_YEARS_AHEAD_UNITS, 12)):
        if unit in units:
            return _ahead(at + 1, today, count * months)
    return None


def _ahead(unit_at: int, today: date, months: int) -> Period:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    day = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return Period(unit_at + 1, day, day)


def _one_day(end: int, day: date, *, stands_alone: bool = False) -> Period:
    return Period(end, day, day, stands_alone)


def _iso_or_numeric(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'2027-03-31', '31.3.', '31/3/2027'; '03/04' can be two days."""
    word = tokens[at].fold
    iso = _ISO.fullmatch(word)
    if iso is not None:
        return _one_day(at + 1, _existing(int(iso[1]), int(iso[2]), int(iso[3]), word), stands_alone=True)
    found = _NUMERIC.fullmatch(word)
    if found is None or mark_at(tokens, at + 1) in {"%", "€", "$", "£"}:
        return None
    first, second = int(found[1]), int(found[3])
    orders = [(second, first)] if found[2] == "." else [(second, first), (first, second)]
    end = at + 1
    if found[2] == "." and mark_at(tokens, end) == "." and not tokens[end].spaced:
        end += 1
    if found[4]:
        year = int(found[4]) % 100 + 2000
        days = {day for month, number in orders if (day := date_or_none(year, month, number)) is not None}
    else:
        surely = end == at + 2 or first > 12 or found[3][0] == "0"
        if found[2] == "-" or (found[2] == "." and not surely):
            # '4.6' is rather a number.
            return None
        days = {day for month, number in orders if (day := _next_day(month, number, today)) is not None}
    if len(days) == 2:
        one, other = sorted(days)
        raise DayRefused(
            f"“{word}” can be {full_day(one)} or {full_day(other)}.", f"Write the month as a word: {full_day(one)}."
        )
    if not days:
        if found[4]:
            raise DayRefused(f"There is no day “{word}”.", "Write a day like 31 March 2027.")
        # 'by 4.6' is no date, nor is '24/7'.
        return None
    (day,) = days
    return _one_day(end, day if found[4] else _not_just_over(day, today, word), stands_alone=bool(found[4]))


def _day_and_month(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'31 March', '31st of March 2027', '31. März', '31 de marzo'."""
    number = _DAY_NUMBER.fullmatch(tokens[at].fold)
    if number is None:
        return None
    month_at = at + 1
    if mark_at(tokens, month_at) == "." and not tokens[month_at].spaced:
        month_at += 1
    if word_at(tokens, month_at) in {"of", "de"}:
        month_at += 1
    month = MONTHS.get(word_at(tokens, month_at))
    return None if month is None else _named(tokens, at, month_at + 1, int(number[1]), month, today)


def _month_and_day(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'March 31', 'Mar 31st, 2027'."""
    month = MONTHS.get(tokens[at].fold)
    day_at = at + 2 if mark_at(tokens, at + 1) == "." else at + 1
    number = _DAY_NUMBER.fullmatch(word_at(tokens, day_at))
    if month is None or number is None:
        return None
    return _named(tokens, at, day_at + 1, int(number[1]), month, today)


def _named(tokens: Sequence[Token], start: int, end: int, day: int, month: int, today: date) -> Period:
    said = render(tokens[start:end])
    year_at = end + 1 if mark_at(tokens, end) == "," or word_at(tokens, end) in {"de", "del"} else end
    if _YEAR.fullmatch(word_at(tokens, year_at)):
        return _one_day(year_at + 1, _existing(int(word_at(tokens, year_at)), month, day, said), stands_alone=True)
    found = _next_day(month, day, today)
    if found is None:
        raise DayRefused(f"There is no day “{said}”.", "Write a day like 31 March 2027.")
    # A '.' behind a shortened month belongs to it.
    return _one_day(end, _not_just_over(found, today, said), stands_alone=True)


def _with_weekday(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'Fri 27 Nov', 'Friday, 27.11.': the weekday must be right."""
    weekday = WEEKDAYS_OF_DATES.get(tokens[at].fold)
    if weekday is None:
        return None
    begin = at + 1
    while mark_at(tokens, begin) in {",", "."} or word_at(tokens, begin) in {"the", "den", "dem", "der", "el", "le"}:
        begin += 1
    if not word_at(tokens, begin)[:1].isdigit() and word_at(tokens, begin) not in MONTHS:
        return None
    for read in (_iso_or_numeric, _day_and_month, _month_and_day):
        found = read(tokens, begin, today)
        if found is not None:
            if found.first.weekday() != weekday:
                raise DayRefused(
                    f"{full_day(found.first)} is a {_DAYS[found.first.weekday()]}, not a {_DAYS[weekday]}.",
                    "Correct one of the two, or leave the weekday out.",
                )
            return found._replace(stands_alone=True)
    return None


def _named_day(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'tomorrow', 'Friday', 'next Friday', 'Freitag', 'Christmas'."""
    word = tokens[at].fold
    for words, ahead in ((_TODAY, 0), (_TOMORROW, 1), (_YESTERDAY, -1)):
        if word in words:
            return Period(at + 1, day := today + timedelta(days=ahead), day, is_weekday=True)
    if word in _CHRISTMAS:
        eve = _next_day(12, 24, today)
        return None if eve is None else _one_day(at + 1, eve)
    is_next = word in _NEXT
    name_at = at + 1 if is_next or word in _REALLY_THIS else at
    weekday = WEEKDAYS.get(word_at(tokens, name_at))
    if weekday is None:
        return None
    end = name_at + 1
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    if is_next and today.weekday() + ahead < 7:
        # The one of next week, though this week still has its own.
        ahead += 7
    if word_at(tokens, end) in _NEXT_AFTER and not is_next:
        end += 1
    day = today + timedelta(days=ahead)
    return Period(end, day, day, is_weekday=True)


def _positioned(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'end of March', 'mid-June', 'Ende Q2', 'fin de año', 'beginning of next month', 'the end of 2027'."""
    word = tokens[at].fold
    head, _, tail = word.partition("-")
    if tail in MONTHS and head in _POSITIONS:
        found = _month(tokens, at, at + 1, MONTHS[tail], today)
        return _part(found, _POSITIONS[head])
    position = _POSITIONS.get(word)
    if position is None:
        return None
    begin = at + 1
    while word_at(tokens, begin) in _GLUE or mark_at(tokens, begin) == "-":
        begin += 1
    year = word_at(tokens, begin)
    if _YEAR.fullmatch(year):
        return _part(Period(begin + 1, date(int(year), 1, 1), date(int(year), 12, 31), True), position)
    whole = _whole(tokens, begin, today) or _bare_noun(tokens, begin, today)
    return None if whole is None else _part(whole, position)


def _part(whole: Period, position: str) -> Period:
    if position == "end":
        return whole._replace(first=whole.last, stands_alone=True)
    if position == "start":
        return whole._replace(last=whole.first, stands_alone=True)
    middle = whole.first + timedelta(days=(whole.last - whole.first).days // 2)
    if whole.first.day == 1 and (whole.last - whole.first).days < 31:
        middle = whole.first.replace(day=15)
    return whole._replace(first=middle, last=middle, stands_alone=True)


def _bare_noun(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """After 'end of' a period needs no 'this': 'end of month', 'fin de año'."""
    noun = _NOUNS.get(word_at(tokens, at))
    return None if noun is None else _period(noun, 0, at + 1, today)


def _whole(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'March', 'March 2027', 'Q2', 'Q2 2027', 'H1', '2027', 'this quarter', 'next month', 'EOY', 'year end'."""
    word = word_at(tokens, at)
    if word in MONTHS:
        return _month(tokens, at, at + 1, MONTHS[word], today)
    if _YEAR.fullmatch(word):
        return Period(at + 1, date(int(word), 1, 1), date(int(word), 12, 31))
    return _part_of_year(tokens, at, today) or _ending(tokens, at, today) or _this_or_next(tokens, at, today)


def _ending(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'EOY', 'Jahresende', 'year end'."""
    word = word_at(tokens, at)
    noun = _SHORT.get(word) or _ENDS.get(word)
    end = at + 1
    if noun is None and word_at(tokens, at + 1) == "end":
        noun, end = _NOUNS.get(word), at + 2
    if noun is None:
        return None
    found = _period(noun, 0, end, today)
    return found._replace(first=found.last)


def _this_or_next(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'next quarter', 'nächsten Monat', 'la semaine prochaine'."""
    word, noun = word_at(tokens, at), _NOUNS.get(word_at(tokens, at + 1))
    if noun is None:
        return None
    if word in _NEXT:
        return _period(noun, 1, at + 2, today)
    if word in _THIS and word_at(tokens, at + 2) in _NEXT_AFTER:
        return _period(noun, 1, at + 3, today)
    return _period(noun, 0, at + 2, today) if word in _REALLY_THIS else None


def _month(tokens: Sequence[Token], at: int, end: int, month: int, today: date) -> Period:
    year_at = end + 1 if word_at(tokens, end) in {"de", "del", "of"} else end
    if _YEAR.fullmatch(word_at(tokens, year_at)):
        first = date(int(word_at(tokens, year_at)), month, 1)
        return Period(year_at + 1, first, _end_of_month(first), True)
    last = _end_of_month(date(today.year, month, 1))
    last = _end_of_month(date(today.year + (last < today), month, 1))
    _not_just_over(last, today, tokens[at].text)
    return Period(end, last.replace(day=1), last, stands_alone=tokens[at].fold not in MONTHS_ALSO_WORDS)


def _part_of_year(tokens: Sequence[Token], at: int, today: date) -> Period | None:
    """'Q2', 'Q2 2027', 'T2/2027', '2027-Q2', 'H1'."""
    found = _PART_OF_YEAR.fullmatch(word_at(tokens, at))
    if found is None:
        return None
    end, year = at + 1, found[1] or found[4]
    if year is None and _YEAR.fullmatch(word_at(tokens, end)):
        year, end = word_at(tokens, end), end + 1
    months = 6 if found[2] == "h" else 3
    closing = int(found[3]) * months
    if closing > 12:
        return None
    last = _end_of_month(date(int(year) if year else today.year, closing, 1))
    if year is None and last < today:
        last = _end_of_month(last.replace(year=today.year + 1, day=1))
        _not_just_over(last, today, found[0].upper())
    return Period(end, date(last.year, closing - months + 1, 1), last, True)


def _period(noun: str, ahead: int, end: int, today: date) -> Period:
    """The week, month, quarter or year that is now, or the next one."""
    if noun == "week":
        first = today - timedelta(days=today.weekday() - 7 * ahead)
        return Period(end, first, first + timedelta(days=6), True)
    months = {"month": 1, "quarter": 3, "year": 12}[noun]
    year, month = divmod((today.year * 12 + today.month - 1) // months * months + months * ahead, 12)
    last_year, last_month = divmod(year * 12 + month + months - 1, 12)
    return Period(end, date(year, month + 1, 1), _end_of_month(date(last_year, last_month + 1, 1)), True)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _existing(year: int, month: int, day: int, said: str) -> date:
    found = date_or_none(year, month, day)
    if found is None:
        raise DayRefused(f"There is no day “{said}”.", "Write a day like 31 March 2027.")
    return found


def _next_day(month: int, day: int, today: date) -> date | None:
    """The next day of that name, today included; 29 February is looked for in the years to come."""
    for year in range(today.year, today.year + 5):
        found = date_or_none(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def _not_just_over(day: date, today: date, said: str) -> date:
    """The day, unless the same one of the year before was over only just."""
    before = date_or_none(day.year - 1, day.month, day.day) or day - timedelta(days=366)
    if day >= today and 0 < (today - before).days <= JUST_OVER:
        raise DayRefused(f"“{said}” is just over.", f"Write its year if next year's is meant: {full_day(day)}.")
    return day
