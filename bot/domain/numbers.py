"""A value and its unit: reading '4,6', '90 %', '€12k' or '3 days' as people type them, and saying them.

What may be read in two ways is decided by these rules, or else refused with both readings:

- The last of two different separators is the decimal one: `1.234,5` and `1,234.5` are the same.
- One separator before exactly three figures (`1,234`, `1.234`) separates thousands in money and decimals in a
  percentage; elsewhere it is refused, unless the caller knows the decimal mark (a file's).
- `m` is minutes, and millions only in money; `M` is millions.
"""

import math
import re
from fractions import Fraction
from typing import NamedTuple

from bot.domain.line.languages import DAY_UNITS, HOUR_UNITS, MINUTE_UNITS, WEEK_UNITS, word_set
from bot.domain.line.tokens import unescape
from bot.errors import Refused

MAX_VALUE = 1e12
MAX_UNIT = 40

_HOW_TO = "Write it like 4.6, 85 %, €12k or 3 days."
_FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_CURRENCIES: dict[str, str] = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("$", "usd", "us$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds"), "£"),
    **dict.fromkeys(("chf", "franken"), "CHF"),
}
_UNITS: dict[str, str] = {
    **_CURRENCIES,
    **dict.fromkeys(("%", "percent", "pct", "prozent", "por ciento", "pour cent"), "%"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sekunden", "segundos", "secondes"), "seconds"),
    **dict.fromkeys(MINUTE_UNITS, "minutes"),
    **dict.fromkeys(HOUR_UNITS, "hours"),
    **dict.fromkeys(DAY_UNITS | {"d"}, "days"),
    **dict.fromkeys(WEEK_UNITS | {"wk", "wks"}, "weeks"),
    **dict.fromkeys(word_set("month months mes meses monat monate monaten mois"), "months"),
    **dict.fromkeys(word_set("point points pt pts punkt punkte punkten punto puntos"), "points"),
    **dict.fromkeys(word_set("star stars stern sterne estrellas étoiles"), "stars"),
}
"""Units by how they are typed, folded; anything else is kept as it was typed."""

_MONEY = frozenset(_CURRENCIES.values())
_SCALES: dict[str, float] = {
    **dict.fromkeys(word_set("k tsd thousand mil tausend mille"), 1e3),
    **dict.fromkeys(word_set("mio mln million millions millionen millón millones"), 1e6),
    **dict.fromkeys(word_set("bn mrd billion billions milliarden milliard milliards"), 1e9),
}
_ELAPSED: dict[str, tuple[str, int]] = {
    "seconds": ("s", 1),
    "minutes": ("s", 60),
    "hours": ("s", 3600),
    "days": ("d", 1),
    "weeks": ("d", 7),
}
"""What converts into each other. Hours don't convert into days: some count a day as 24 hours, some as eight."""

_SCORE_ENDS = frozenset({"3", "4", "5", "6", "7", "10", "20", "100"})
_SIGNS = "-−–"
_SPACES = " \u00a0\u2009\u202f"
_COMPARED = re.compile(r"^(?:[<>≤≥=~≈]=?\s*)+")
_VALUE = re.compile(
    rf"""(?P<sign>[{_SIGNS}+]?)\s*
    (?P<before>us\$|[€$£]|eur|usd|gbp|chf)?\s*
    (?P<sign2>[{_SIGNS}]?)
    (?P<number>
        [0-9]+(?:[{_SPACES}'’][0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9])
      | [0-9]+(?:[.,][0-9]+)*(?:e[+-]?[0-9]+)?
      | [.,][0-9]+ )?
    (?P<part>[{"".join(_FRACTIONS)}])?
    \s*(?P<rest>.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_OUT_OF = re.compile(r"(?:/|out of|von|sobre|sur|of)\s*([0-9]{1,3})")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,3})\s*(?:h|hrs?|hours?|std)\s*([0-5]?[0-9])\s*(?:m|min|mins|minutes?)?")
_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ".,"}
_SINGULAR_STAYS = re.compile(r".*(?:ss|us|is)$|.*[A-Z0-9/%].*")


class ReadValue(NamedTuple):
    """A number as it was read; `unit` is '' when none was said."""

    value: float
    unit: str


def read_value(text: str, *, decimal_mark: str = "") -> ReadValue:
    """The value and unit of a text that is nothing else: '4,6', '1.234,5', '90 percent', '12 k€', '<4 h', '½'.

    `decimal_mark` is '.' or ',' where it is known, as in a file of a known form. Raises Refused, naming what was read.
    """
    said = unescape(text).strip()
    shown = said if len(said) <= 60 else f"{said[:59]}…"
    if not said:
        raise Refused("There is no number.", _HOW_TO)
    plain = _COMPARED.sub("", said)
    together = _HOURS_AND_MINUTES.fullmatch(plain.casefold())
    if together is not None:
        return ReadValue(int(together[1]) + int(together[2]) / 60, "hours")
    found = _VALUE.fullmatch(plain)
    if found is None or not (found["number"] or found["part"]) or (found["sign"] and found["sign2"]):
        raise Refused(f"“{shown}” isn't a number.", _HOW_TO)
    scale, unit = _read_rest(found["rest"], found["before"] or "", shown)
    number = _read_number(found["number"] or "0", unit, decimal_mark, shown) + float(_FRACTIONS.get(found["part"], 0))
    value = number * scale * (-1 if found["sign"] in tuple(_SIGNS) or found["sign2"] else 1)
    if not math.isfinite(value) or abs(value) > MAX_VALUE:
        raise Refused(f"“{shown}” is more than can be kept.", f"Numbers go up to {_group(MAX_VALUE, ' ')}.")
    return ReadValue(value + 0.0, unit)


def known_unit(word: str) -> str:
    """How a unit is kept ('percent' → '%', 'hrs' → 'hours'), or '' for a word that is no known unit."""
    return _UNITS.get(word.casefold().rstrip("."), "")


def tidy_unit(text: str) -> str:
    """A unit as it is kept, from a form field: known ones in their own form, others as typed. Raises Refused."""
    unit = " ".join(unescape(text).split())
    if len(unit) > MAX_UNIT:
        raise Refused(f"“{unit[:60]}” is too long for a unit.", f"Say it in at most {MAX_UNIT} characters.")
    score = _OUT_OF.fullmatch(unit.casefold())
    if score is not None and score[1] in _SCORE_ENDS:
        return f"/{score[1]}"
    if any(character.isdigit() for character in unit):
        raise Refused(f"“{unit}” isn't a unit.", "Write a word or a sign, such as %, €, hours or tickets.")
    return known_unit(unit) or unit


def in_unit(value: float, unit: str, wanted: str) -> float:
    """The value in the wanted unit: 90 minutes are 1.5 hours; no unit is the wanted one. Raises Refused if it can't."""
    if not unit or unit.casefold() == wanted.casefold() or unit.rstrip("s") == wanted.rstrip("s"):
        return value
    if unit[0] == "/" and wanted in {"", "points", "stars"}:
        return value
    one, other = _ELAPSED.get(unit), _ELAPSED.get(wanted)
    if one is not None and other is not None and one[0] == other[0]:
        return value * one[1] / other[1]
    said = show_value(value, unit)
    if not wanted:
        raise Refused(f"This is counted without a unit, not in {_said_unit(unit)}.", f"Leave the unit of “{said}” out.")
    raise Refused(f"This is counted in {_said_unit(wanted)}, not in {_said_unit(unit)}.", f"Say “{said}” in that unit.")


def show_value(value: float, unit: str = "") -> str:
    """'4.6', '90 %', '€12,000', '3 days', '1 day', '4.6/5', '12 345 tickets'; `read_value` reads it again.

    At most two decimals, more only of what is smaller than that. Thousands are set apart by a comma in money and by a
    narrow space elsewhere, where a comma may be a decimal one.
    """
    if unit in _MONEY:
        number = _shown(abs(value), ",", cents=True)
        sign = "-" if value < 0 and number.strip("0.,") else ""
        return f"{sign}{unit}{number}" if len(unit) == 1 else f"{sign}{number} {unit}"
    number = _shown(value, "\u202f")
    if unit.startswith("/"):
        return f"{number}{unit}"
    one = number == "1" and unit.endswith("s") and not _SINGULAR_STAYS.match(unit)
    return f"{number} {unit[:-1] if one else unit}".rstrip()


def show_change(before: float, after: float, unit: str = "") -> str:
    """'up 0.3', 'down 4 percentage points', 'down €500', 'no change'."""
    # Both as they are shown, so that 4.1 → 4.4 isn't up by 0.30000000000000027.
    difference = round(after - before, 10)
    shown = show_value(abs(difference), "percentage points" if unit == "%" else unit.partition("/")[0])
    if difference == 0 or not re.search(r"[1-9]", shown):
        return "no change"
    return f"{'up' if difference > 0 else 'down'} {shown}"


def _read_rest(rest: str, before: str, shown: str) -> tuple[float, str]:
    """The scale ('k', 'million') and the unit of what stands behind the number, with the currency before it."""
    words = rest.strip()
    money = _UNITS.get(before.casefold(), "")
    scale = 1.0
    first, _, others = words.partition(" ")
    for length in range(len(first), 0, -1):
        head, tail = first[:length], first[length:]
        amount = _scale(head, money=bool(money) or known_unit(tail or others) in _MONEY)
        if amount and not tail[:1].isalpha():
            scale, words = amount, f"{tail} {others}".strip()
            break
    if not words:
        return scale, money
    try:
        unit = tidy_unit(words)
    except Refused:
        raise Refused(f"“{shown}” isn't one number with its unit.", _HOW_TO) from None
    if money and unit != money:
        # '€12 per ticket': the currency and what it is for.
        unit = f"{money} {unit}"
    elif words[0] in ".,:;!?)=<>" or (not money and not (words[0].isalpha() or words[0] in "%€$£/★")):
        raise Refused(f"“{shown}” isn't one number with its unit.", _HOW_TO)
    return scale, unit


def _scale(word: str, *, money: bool) -> float:
    if word == "M" or (money and word == "m"):
        return 1e6
    return _SCALES.get(word.casefold(), 0)


def _read_number(number: str, unit: str, decimal_mark: str, shown: str) -> float:
    plain = number
    for space in f"{_SPACES}'’":
        plain = plain.replace(space, "")
    marks = [character for character in plain if character in ".,"]
    if len(set(marks)) == 2:
        group, decimal = marks[0], marks[-1]
        if marks.count(decimal) > 1 or not _GROUPED[group].fullmatch(plain.partition(decimal)[0]):
            raise Refused(f"The commas and points of “{shown}” don't fit together.", "Write 1234.5 or 1.234,5.")
        plain = plain.replace(group, "").replace(decimal, ".")
    elif len(marks) > 1:
        if not _GROUPED[marks[0]].fullmatch(plain) or marks[0] == decimal_mark:
            raise Refused(f"The commas and points of “{shown}” don't fit together.", "Write 1234567 or 12.5.")
        plain = plain.replace(marks[0], "")
    elif marks:
        plain = _with_one_mark(plain, marks[0], unit, decimal_mark, shown, spaced=plain != number)
    return float(plain)


def _with_one_mark(plain: str, mark: str, unit: str, decimal_mark: str, shown: str, *, spaced: bool) -> str:
    whole, _, part = plain.partition(mark)
    thousands = bool(_GROUPED[mark].fullmatch(plain)) and whole[0] != "0" and not spaced
    if not thousands or mark == decimal_mark or unit == "%" or unit.startswith("/"):
        return plain.replace(mark, ".")
    if decimal_mark or unit in _MONEY:
        return f"{whole}{part}"
    raise Refused(
        f"“{shown}” can be {whole}{part} or {whole}.{part}.", f"Write {whole}{part}, or {whole}.{part}0 for the other."
    )


def _shown(value: float, separator: str, *, cents: bool = False) -> str:
    rounded = round(value, 2)
    if rounded == 0 and value != 0:
        return _small(value)
    if rounded == int(rounded):
        return _group(rounded, separator)
    whole, _, part = f"{rounded:.2f}".partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{_group(abs(int(whole)), separator)}.{part if cents else part.rstrip('0')}"


def _small(value: float) -> str:
    """Two figures of what two decimals don't show."""
    decimals = 1 - math.floor(math.log10(abs(value)))
    return "0" if decimals > 9 else f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def _group(value: float, separator: str) -> str:
    """Whole thousands set apart, from five figures on where the separator is a space."""
    whole = int(value)
    if separator != "," and abs(whole) < 10_000:
        return str(whole)
    return f"{whole:,}".replace(",", separator)


def _said_unit(unit: str) -> str:
    return f"points out of {unit[1:]}" if unit.startswith("/") else unit
