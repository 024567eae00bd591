"""Answering what was pressed on App Home, where no message stands that could be answered or replaced.

Slack sends a `response_url` with what is pressed in a message only ("block_actions payload"): on Home the answer
comes as a direct message, which stands in the app's own *Messages* tab beside it.
"""

from bot.domain.deliveries import Message
from bot.reception import Reception
from bot.services import home
from handlers.routes import Request

MOST_OF_A_PRESS = 100
"""Characters of what names a press in the purpose of a delivery."""


def is_on_home(request: Request) -> bool:
    """Whether it was pressed on App Home, or in a modal: nothing can be answered in place."""
    return not request.body.get("response_url")


def press_of(request: Request) -> str:
    """What names this press: the same one sent again by Slack has the same name."""
    return str(request.body["actions"][0].get("action_ts") or request.body["trigger_id"])[:MOST_OF_A_PRESS]


async def show_in_messages_tab(request: Request, message: Message, reception: Reception) -> None:
    """Sends the person what they asked to see; the same press twice is one message."""
    await reception.write(home.write_to_oneself, request.asker, message, press_of(request), reception.now)
