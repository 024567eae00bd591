"""App Home: drawn when a person opens it and when something on it changes; its pages, and what it shows elsewhere."""

from functools import partial

from bot.blocks.home import home_view, page_turned, refused_home_view
from bot.blocks.ids import ActionId
from bot.blocks.work_logs import ListPlace, list_message
from bot.db.inbox import InboxEvent
from bot.domain.access import Denied
from bot.home_refresh import Draw
from bot.reception import Reception
from bot.services import events, home, work_logs
from bot.services.acting import Asker
from handlers.afterwards import Afterwards
from handlers.inbox import EventWorker
from handlers.messages_tab import show_in_messages_tab
from handlers.privacy import drawn_page
from handlers.routes import Request, Routes


def register(routes: Routes, workers: dict[str, EventWorker], *, reception: Reception, draw: Draw) -> None:
    """Enters this subject's handlers; `draw` draws the Home of somebody who opened it."""
    routes.events["app_home_opened"] = partial(app_home_opened, reception=reception)
    workers["app_home_opened"] = partial(draw_opened_home, reception=reception, draw=draw)
    routes.actions[ActionId.HOME_PAGE] = partial(turn_page, reception=reception)
    routes.actions[ActionId.HOME_WEEK] = partial(show_week, reception=reception)
    routes.actions[ActionId.HOME_PRIVACY] = partial(show_privacy, reception=reception, afterwards=Afterwards(reception))


async def app_home_opened(request: Request, *, reception: Reception) -> None:
    """Keeps the event; the tab is drawn right afterwards."""
    event = request.body["event"]
    if event.get("tab") == "home":
        about = f"home:{event['user']}"
        await reception.store.write(
            events.keep, request.asker.workspace_id, request.body["event_id"], event, about, reception.now
        )
    await request.ack()


async def draw_opened_home(event: InboxEvent, *, reception: Reception, draw: Draw) -> None:
    """Works off `app_home_opened`: from now on the tab is drawn anew when something changes."""
    asker = Asker(event.workspace_id, event.event["user"])
    try:
        await reception.write(home.opened, asker, reception.now)
    except Denied as denied:
        await reception.messenger.publish_home(asker.slack_id, refused_home_view(denied))
        return
    await draw(asker)


async def show_home(asker: Asker, reception: Reception) -> None:
    """Draws a person's App Home as it is now."""
    try:
        view = home_view(await reception.read(home.home_of, asker, reception.now))
    except Denied as denied:
        view = refused_home_view(denied)
    await reception.messenger.publish_home(asker.slack_id, view)


async def turn_page(request: Request, *, reception: Reception) -> None:
    """*More* and *Before* under a list: Home is drawn anew for it."""
    pressed = request.body["actions"][0]
    part, page = page_turned(pressed["action_id"], str(pressed.get("value") or ""))
    await reception.write(home.turn, request.asker, part, page, reception.now)
    await request.ack()


async def show_privacy(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Privacy*: what is kept about the person, as `/praiseworthy privacy` shows it."""
    await request.ack()
    afterwards.do(request, _send_privacy(request, reception))


async def _send_privacy(request: Request, reception: Reception) -> None:
    await show_in_messages_tab(request, await drawn_page(request.asker, reception), reception)


async def show_week(request: Request, *, reception: Reception) -> None:
    """*Change an entry*: the week's list, in which each has its menu."""
    week = await reception.read(work_logs.entries_of_week, request.asker, reception.now)
    await show_in_messages_tab(request, list_message(week, ListPlace("week")), reception)
    await request.ack()
