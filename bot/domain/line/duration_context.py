"""Whether a duration in a line is the time that was spent on the work.

'20m fixed the 3h outage' is twenty minutes of work. What is shown as the duration must be the time spent, so in
doubt a duration stays words, and the reply then asks for the minutes.
"""

from collections.abc import Sequence
from enum import IntEnum

from bot.domain.line.duration_phrases import PRIME, DurationPhrase, duration_at, number_at
from bot.domain.line.languages import APPROXIMATELY, FOR_WORDS, HOUR_UNITS, NUMBERS, word_set
from bot.domain.line.tokens import Kind, Token, mark_at, word_at


class Reading(IntEnum):
    NOT_SPENT = 0
    PERHAPS = 1
    """Time spent only when the line has no clearer duration."""
    SPENT = 2


_INCIDENTS = word_set(
    "outage outages downtime delay delays timeout timeouts sla slas window interval intervals uptime lockout limit "
    "latency warning countdown ausfall panne retraso caída retard"
)
"""Nouns that have a length of their own."""

_MEASURED = _INCIDENTS | word_set(
    "ago late overdue old older earlier later early left remaining per each apiece daily weekly timer retention "
    "response-time deadline target turnaround eta notice blackout subscription wait hold verspätung später danach "
    "zuvor tarde después antes restantes plus-tard max maximum"
)
"""Directly after a duration: it measures this, not the work."""

_MADE = word_set("read video clip recording trial response")
"""Things that are so long ('a 5 min read'), unless more follows ('20m video call')."""

_ACTIVITIES = word_set(
    "call calls meeting review report analysis triage investigation troubleshooting fix fixes issue issues problem "
    "problems debugging check checks follow-up postmortem post-mortem bridge reset question questions swap replacement "
    "repair test testing tidy tidying fault faults management install installation tracing support help cleanup work "
    "training session planning discussion prep notes summary comms"
)
"""After such a noun they make it work again: '20m outage call'."""

_BETWEEN = word_set(
    "of de network email mail e-mail power site system systems service server internet wifi wi-fi website web "
    "phone vpn full total long partial planned unplanned major scheduled maintenance sync system-wide"
)
"""May stand between a duration and the incident it measures: '3h email outage'."""

_LIMITING = word_set(
    "within every each sla next under until till before after than since to from per or max maximum minimum "
    "between x × innerhalb binnen jede jeder jedes alle seit nach bis unter cada dentro desde tras hasta chaque "
    "depuis après sous dans toutes tous vor hace "
    "takes lasts needs requires saves loses freezes hangs dauert braucht tarda dura dure"
)
"""Directly before a duration: it says when, how often or how long at most, not the time spent."""

_CLOCK_WORDS = frozenset({"at", "um", "à", "vers", "gegen", "las", "@", "ab", "noon"})
_STATES = word_set(
    "down offline out unreachable unavailable unresponsive waiting waited wait stuck broken dead locked frozen "
    "hanging missing silent failing idle disconnected gone absent unanswered up running asleep closed valid open "
    "blocked out-of-office"
)
"""Before 'for 3 hours': the state lasted so long, not the work."""

_STATES_ALONE = word_set("waited waiting delayed idle stuck offline unreachable queued elapsed")
_BEING = word_set("was were is been went are")
_COMING = word_set(
    "expires expire expired expiring starts start starting begins due back again ready meeting reboots restarts "
    "available online arrives happening leaves leaving ends responded replied answered acknowledged"
)
"""Before 'in 20 minutes': that is a time to come, or how soon somebody answered."""

_LENGTH_NOUNS = word_set(
    "cable cables cabling cord cords rope fiber fibre ethernet lead leads hose wire wires wiring tape pipe pipes "
    "ladder reel spool distance radius tall high wide long away deep conduit trunking strip chain mast pole "
    "antenna rack coax cat5 cat5e cat6 cat6a cat7 utp kabel leitung seil câble cable-run cordon cuerda tubo "
    "extension run range walk"
)
_LENGTH_WORDS_BETWEEN = word_set(
    "of de patch network ethernet lan cat5 cat5e cat6 cat6a cat7 hdmi usb usb-c power extension fiber fibre optic "
    "optical coax displayport dp vga dvi audio black blue red white grey gray yellow green orange long short "
    "thick thin flat shielded spare new rj45 rj-45"
)
_NO_NOUN, _NOUN_ALONE, _NOUN_AND_ACTIVITY = range(3)
_MILLIONS = word_set(
    "rows row users records requests hits messages emails files downloads lines entries events people customers "
    "views visitors transactions tokens pounds population budget"
)
_TO = frozenset({"to", "till", "until", "bis", "a", "à", "hasta"})
_CURRENCIES = word_set("eur euro euros usd dollar dollars gbp chf sek nok dkk pln inr")
_CURRENCY = "$€£¥"
_NUMBERED_PLACES = word_set("room raum zimmer sala salle büro desk platz floor building rack gate bay suite")
_AT_A_PLACE = word_set("in at to from near outside behind im en dans")
_CONTINUES = word_set(
    "for with on at in to and helping help helped call calls today yesterday para con für mit pour avec"
)


def read_context(tokens: Sequence[Token], found: DurationPhrase) -> Reading:
    """Judges one duration by the words around it."""
    before, after = word_at(tokens, found.start - 1), word_at(tokens, found.end)
    first = found.start
    if before in APPROXIMATELY:
        first -= 1
        before = word_at(tokens, first - 1)
    earlier = word_at(tokens, first - 2)
    if before not in {"last", "past"} and (
        _is_no_duration(tokens, found, before, after)
        or (after and _is_measured(tokens, found, before, after))
        or (before and _limits(before, earlier))
        or (earlier in _INCIDENTS and mark_at(tokens, found.start - 1) in {":", "="})
    ):
        return Reading.NOT_SPENT
    if found.unit == PRIME and before in _LENGTH_NOUNS:
        return Reading.NOT_SPENT
    if before in _INCIDENTS:
        return Reading.NOT_SPENT if after else Reading.PERHAPS
    if found.unit == "m" and (before in _LENGTH_NOUNS or _length_noun(tokens, found.end) == _NOUN_AND_ACTIVITY):
        return Reading.PERHAPS
    return _read_clocklike(tokens, found) if found.clocklike else Reading.SPENT


def _is_measured(tokens: Sequence[Token], found: DurationPhrase, before: str, after: str) -> bool:
    """Whether the duration belongs to what follows it: an incident, a limit, a moment."""
    following = word_at(tokens, found.end + 1)
    if after in {"after", "before"}:
        return found.start > 0
    if after in _MADE:
        return not following or before in {"a", "an", "the"}
    if after in _BETWEEN and following in _INCIDENTS:
        return word_at(tokens, found.end + 2) not in _ACTIVITIES
    return after in _MEASURED and following not in _ACTIVITIES


def _limits(before: str, earlier: str) -> bool:
    if before in _LIMITING or before in _CLOCK_WORDS or before in _STATES_ALONE:
        return True
    if before in FOR_WORDS or before in {"por", "durante", "pendant"}:
        return earlier in _STATES
    if before == "in":
        return earlier in _COMING
    if before in {"of", "de", "lasted", "lasting"}:
        return earlier in _INCIDENTS
    return (before == "down" and earlier in _BEING) or (before in _BEING and earlier in _INCIDENTS)


def _is_no_duration(tokens: Sequence[Token], found: DurationPhrase, before: str, after: str) -> bool:
    """A length, an amount of money or people, a range, a rate or a round-the-clock service."""
    if _touches(tokens, found):
        return True
    if _is_bare_m(tokens, found) and (
        _length_noun(tokens, found.end) == _NOUN_ALONE
        or after in _MILLIONS
        or after in _CURRENCIES
        or before in _CURRENCIES
    ):
        return True
    if before in _NUMBERED_PLACES and found.end == found.start + 1:
        # 'in room 1h' may be the room's number, 'in the meeting room 1h' can't.
        if word_at(tokens, found.start - 2) in _AT_A_PLACE:
            return True
    elif _is_multiplied(tokens, found, before, after):
        return True
    round_the_clock = found.minutes == 1440 and found.unit in HOUR_UNITS
    return round_the_clock and bool(after) and after not in _CONTINUES


def _is_multiplied(tokens: Sequence[Token], found: DurationPhrase, before: str, after: str) -> bool:
    """'3 x 10m', '10m x3', 'twice an hour', and 'two ten minute calls', which are twenty if both were that long."""
    if tokens[found.start].fold in {"a", "an"} and (
        before in {"twice", "once", "times"} or number_at(tokens, found.start - 1) is not None
    ):
        return True
    if after == "x" or before == "x" or (before.endswith("x") and before[:-1].isdigit()):
        return True
    return (after.startswith("x") and after[1:].isdigit()) or (after.endswith("s") and NUMBERS.get(before, 1) > 1)


def _touches(tokens: Sequence[Token], found: DurationPhrase) -> bool:
    """Whether a mark makes it a range ('10 - 20 min'), money ('$20m') or a percentage."""
    previous, following = mark_at(tokens, found.start - 1), mark_at(tokens, found.end)
    if previous and not tokens[found.start].spaced and previous in _CURRENCY:
        return True
    if word_at(tokens, found.end) in _TO and duration_at(tokens, found.end + 1) is not None:
        return True
    if following and following in _CURRENCY + "%" and not tokens[found.end].spaced:
        return True
    if following and following in "-–—" and word_at(tokens, found.end + 1)[:1].isdigit():
        return True
    if previous and previous in "-–—×*" and found.start >= 2:
        # 'win 11 - 20m update' is no range: only a number that nothing else claims begins one.
        alone = not tokens[found.start].spaced or not word_at(tokens, found.start - 3)
        ranged = number_at(tokens, found.start - 2) is not None
        return (ranged and alone) or (found.clocklike and word_at(tokens, found.start - 2)[:1].isdigit())
    return False


def _is_bare_m(tokens: Sequence[Token], found: DurationPhrase) -> bool:
    """'10m' or '10 m': metres or millions as well as minutes; `10'`: feet."""
    if found.unit != "m":
        return found.unit == PRIME
    first, last = tokens[found.start].fold, tokens[found.end - 1].fold
    return first.removesuffix("m").isdigit() and (last == "m" or last.removesuffix("m").isdigit())


def _length_noun(tokens: Sequence[Token], at: int) -> int:
    """What '10m' at the place before means: a length ('10m cable', '5m black patch cable', '10 m of rope') or not."""
    for offset in range(4):
        word = word_at(tokens, at + offset)
        if word in _LENGTH_NOUNS:
            return _NOUN_AND_ACTIVITY if word_at(tokens, at + offset + 1) in _ACTIVITIES else _NOUN_ALONE
        if word not in _LENGTH_WORDS_BETWEEN:
            break
    return _NO_NOUN


def _read_clocklike(tokens: Sequence[Token], found: DurationPhrase) -> Reading:
    """`1:30` alone is an hour and a half; `14:30`, `the 1:30 call` and `1:30 pm` are times of day."""
    before, after = word_at(tokens, found.start - 1), word_at(tokens, found.end)
    if after in {"am", "pm", "uhr", "to", "bis", "o'clock"} or before in {"the", "from", "ratio", "around", "slide"}:
        return Reading.NOT_SPENT
    if found.minutes >= 8 * 60:
        return Reading.NOT_SPENT
    glued = found.end < len(tokens) and not tokens[found.end].spaced and tokens[found.end].kind is Kind.WORD
    return Reading.NOT_SPENT if glued else Reading.PERHAPS
