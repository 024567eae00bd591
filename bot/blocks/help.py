"""What `/praiseworthy` says about itself."""

from bot.blocks.text import escape_to, section
from bot.domain.deliveries import Message

_LINES = (
    "`/logwork 20m helped @colleague with her token for Acme`: note help that is in no ticket.",
    "`/goal`: the results that you work towards or answer for; `/goal help` has more.",
    "`/praiseworthy digest`: your digest as it is now, and when it comes.",
    "`/praiseworthy people`: who reports to whom, in which team.",
    "`/praiseworthy customers`: the customers, their names and channels.",
    "`/praiseworthy settings`: days off, holidays, hours a week.",
)


def help_message(unknown: str) -> Message:
    """The commands; `unknown` is what was typed that is none of them ('' for nothing)."""
    text = "\n".join(_LINES)
    if unknown:
        text = f"“{escape_to(unknown, 500)}” is nothing that I know. Here is what there is:\n{text}"
    return Message(text, [section(text)])
