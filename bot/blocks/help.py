"""What `/praiseworthy` says about itself."""

from bot.blocks.text import escape_to, section
from bot.domain.deliveries import Message

_LINES = (
    "`/logwork 20m helped @colleague with her token for Acme`: note help that is in no ticket.",
    "`/goal`: the results that you work towards or answer for; `/goal help` has more.",
    "`/kudos @ana for staying late with Acme`: thank a colleague; `/kudos help` has more.",
    "`/scorecard`: results, customers' words and behaviours at a glance; `/scorecard help` has more.",
    "`/praiseworthy digest`: your digest as it is now, and when it comes.",
    "`/praiseworthy effort last quarter by team`: where off-system help went, for managers and leaders.",
    "`/praiseworthy people`: who reports to whom, in which team.",
    "`/praiseworthy customers`: the customers, their names and channels.",
    "`/praiseworthy praise Jane of Acme said that Ana saved her morning`: note what a customer said.",
    "`/praiseworthy praise report`: how often prompts about praise were right, for admins.",
    "`/praiseworthy channels`: where I read customers' words, and why.",
    "`/praiseworthy settings`: days off, holidays, hours a week, what an hour costs.",
    "`/praiseworthy privacy`: what is kept about you, who sees it, and having it sent or deleted.",
    "`/praiseworthy questions`: whether you are asked what came of help that you got.",
)


def help_message(unknown: str) -> Message:
    """The commands; `unknown` is what was typed that is none of them ('' for nothing)."""
    text = "\n".join(_LINES)
    if unknown:
        text = f"“{escape_to(unknown, 500)}” is nothing that I know. Here is what there is:\n{text}"
    return Message(text, [section(text)])
