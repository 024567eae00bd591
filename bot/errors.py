"""Errors that people and operators are meant to read.

An expected error is a sentence for the person who caused it; anything else is a fault, and its sentence is an
apology with an id (see `handlers.failures`).
"""


class PraiseworthyError(Exception):
    """The root of every error that this program raises on purpose."""


class Refused(PraiseworthyError):
    """A request that cannot be done as asked.

    `problem` says what was wrong, `remedy` what would be right (both plain text, whole sentences, not escaped);
    `typed` is the person's own text, given back so that nothing typed is lost.
    """

    def __init__(self, problem: str, remedy: str = "", *, typed: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.typed = typed

    def with_typed(self, typed: str) -> "Refused":
        """The same refusal, carrying the person's text (a rule deep down does not know what was typed)."""
        return type(self)(self.problem, self.remedy, typed=self.typed or typed)


class DayRefused(Refused):
    """The day, or the time of day, cannot be."""


class MinutesRefused(Refused):
    """The duration, or what it adds up to for the day, cannot be."""


class UnknownPerson(PraiseworthyError):
    """Slack has not told of this person yet: ask it (`users.info`) and try again."""


class NotIntroduced(PraiseworthyError):
    """Slack did not say who somebody is, when asked in time."""


class DatabaseUnreachable(PraiseworthyError):
    """The database did not answer in time.

    `may_be_saved` is True when the commit was already under way, so that nobody knows yet how it ended; `was_reading`
    when there was nothing to save.
    """

    def __init__(self, message: str, *, may_be_saved: bool = False, was_reading: bool = False) -> None:
        super().__init__(message)
        self.may_be_saved = may_be_saved
        self.was_reading = was_reading


class CannotStart(PraiseworthyError):
    """The program cannot start or go on; the message is one sentence for the operator."""
