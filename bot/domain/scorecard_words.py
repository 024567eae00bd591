"""A card summed up in words: from what is known alone, and honest where that is little. Plain text, not escaped."""

from bot.domain.pace import Pace
from bot.domain.scorecards import BehaviourSeen, PersonCard, strongest

_HEARD_ENOUGH = 2
"""Voices from which on perception is held against performance: a single one says little."""

_LONGEST_NAME = 60
"""Characters of a name in a sentence."""


def sum_up(card: PersonCard) -> str:
    """'Customers praised Ana 4 times, above all for listening, but only 1 of 3 results is on track.'"""
    voices, results = _voices(card), _results(card)
    whose = "your" if card.is_own else f"{_name(card)}’s"
    silence = f"nobody’s words about {whose} service are noted"
    if not card.running and not voices:
        nothing = _results(card) or "no result is agreed"
        return f"Little is known yet: {nothing}, and {_waiting(card) or silence}."
    if not voices:
        return f"{_upper(results)}; {_waiting(card) or f'{silence} in this time'}."
    if not card.running:
        known = results or "no result is agreed yet that would show what it leads to"
        return f"{_upper(voices)}; {known}."
    if card.on_track * 2 >= len(card.running):
        joint = ";" if card.praises and card.kudos else ", and"
        return f"{_upper(results)}{joint} {voices}."
    return f"{_upper(voices)}, but {results}."


def performance(card: PersonCard) -> str:
    """'1 of 3 results is on track; those who were helped say solved in 9 of 10 answers'; '' where nothing is known."""
    parts = [_results(card) if card.running else "", _solved(card)]
    return _upper("; ".join(part for part in parts if part))


def perception(behaviours: tuple[BehaviourSeen, ...]) -> list[str]:
    """A line for each behaviour that was seen: 'Listening: 3 times in kudos, 2 times in customers’ words'."""
    return [f"{one.name}: {_seen(one)}" for one in behaviours if one.times]


def gap(card: PersonCard) -> str:
    """What perception and performance say of each other; '' where one of them isn't known well enough."""
    voices = card.praises + card.kudos
    running = [line for line in card.running if line.standing.pace is not Pace.NO_RECENT_DATA]
    if not running:
        return (
            "People speak of the service, and no result shows yet what it leads to: agree on one."
            if voices >= _HEARD_ENOUGH
            else ""
        )
    if card.on_track == len(running):
        return (
            "What people say and what comes of it agree."
            if voices >= _HEARD_ENOUGH
            else "Results are on track and hardly anybody says so: ask customers and colleagues what they see."
        )
    if card.on_track * 2 < len(running):
        return (
            "People speak well of the service while results lag: look for what stands between the two."
            if voices >= _HEARD_ENOUGH
            else "Results lag and hardly anybody has spoken: talk about what stands in the way before judging either."
        )
    return ""


def _results(card: PersonCard) -> str:
    """A clause: '2 of 3 results are on track'; '' where none is agreed."""
    running, good = card.running, card.on_track
    if not card.results:
        return ""
    if not running:
        count = len(card.results)
        return "the only result is still to start" if count == 1 else f"{count} results are still to start"
    unmeasured = sum(line.standing.pace is Pace.NO_RECENT_DATA for line in running)
    if unmeasured == len(running):
        return (
            "the only result has no recent number"
            if unmeasured == 1
            else f"none of {unmeasured} results has a recent number"
        )
    if len(running) == 1:
        return f"the only result is {_only(running[0].standing.pace)}"
    if good == len(running):
        return "both results are on track" if good == 2 else f"all {good} results are on track"
    said = f"{good or 'none'} of {len(running)} results {'are' if good > 1 else 'is'} on track"
    return f"{said} ({unmeasured} without a recent number)" if unmeasured else said


def _only(pace: Pace) -> str:
    return {Pace.MISSED: "missed", Pace.REACHED: "reached"}.get(pace, pace.value)


def _voices(card: PersonCard) -> str:
    """A clause: 'customers praised you 4 times, above all for listening'; '' for silence."""
    whom = "you" if card.is_own else _name(card)
    for_what = " and ".join(name.casefold() for name in strongest(card.behaviours))
    above_all = f", above all for {for_what}" if for_what else ""
    if card.praises and card.kudos:
        said = f"customers praised {whom} {_times(card.praises)} and colleagues thanked {whom} {_times(card.kudos)}"
    elif card.praises:
        said = f"customers praised {whom} {_times(card.praises)}"
    elif card.kudos:
        said = f"colleagues thanked {whom} {_times(card.kudos)}"
    else:
        return ""
    return said + above_all


def _waiting(card: PersonCard) -> str:
    """A clause of what nobody decided on yet; '' where nothing waits."""
    match card.waiting_count:
        case 0:
            return ""
        case 1:
            return "what a customer said of you waits to be recognised"
        case count:
            return f"{count:,} things that customers said of you wait to be recognised"


def _solved(card: PersonCard) -> str:
    solved = card.solved
    if solved.share is None:
        return ""
    return f"those who were helped say solved in {solved.solved} of {solved.answered} answers"


def _seen(one: BehaviourSeen) -> str:
    parts = [
        f"{_times(one.by_colleagues)} in kudos" if one.by_colleagues else "",
        f"{_times(one.by_customers)} in customers’ words" if one.by_customers else "",
    ]
    return ", ".join(part for part in parts if part)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _name(card: PersonCard) -> str:
    """The first name; the whole where there is only one word, or nothing that reads as a name before the space."""
    first = card.person.name.split(maxsplit=1)
    name = first[0] if first and any(character.isalpha() for character in first[0]) else card.person.name
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
