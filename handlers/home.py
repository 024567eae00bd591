"""App Home: drawn when a person opens it and when they log work from it."""

from functools import partial

from bot.blocks.home import home_view, refused_home_view
from bot.db.inbox import InboxEvent
from bot.domain.access import Denied
from bot.reception import Reception
from bot.services import events, work_logs
from bot.services.acting import Asker
from handlers.inbox import EventWorker
from handlers.routes import Request, Routes


def register(routes: Routes, workers: dict[str, EventWorker], *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.events["app_home_opened"] = partial(app_home_opened, reception=reception)
    workers["app_home_opened"] = partial(draw_opened_home, reception=reception)


async def app_home_opened(request: Request, *, reception: Reception) -> None:
    """Keeps the event; the tab is drawn right afterwards."""
    event = request.body["event"]
    if event.get("tab") == "home":
        about = f"home:{event['user']}"
        await reception.store.write(
            events.keep, request.asker.workspace_id, request.body["event_id"], event, about, reception.now
        )
    await request.ack()


async def draw_opened_home(event: InboxEvent, *, reception: Reception) -> None:
    """Works off `app_home_opened`."""
    await show_home(Asker(event.workspace_id, event.event["user"]), reception)


async def show_home(asker: Asker, reception: Reception) -> None:
    """Draws a person's App Home as it is now."""
    try:
        view = home_view(await reception.read(work_logs.entries_of_week, asker, reception.now))
    except Denied as denied:
        view = refused_home_view(denied)
    await reception.messenger.publish_home(asker.slack_id, view)
