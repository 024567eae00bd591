"""The delivery worker: posts what is due, exactly once, whatever dies in between."""

import asyncio
from dataclasses import replace

import structlog
from prometheus_client import Counter

from bot.clock import Clock
from bot.db.store import Store
from bot.domain.deliveries import BLOCKS_REFUSED, GONE, LONGEST_TRY, Amendment, Delivery, Posted
from bot.errors import DatabaseUnreachable
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.services import deliveries

_log = structlog.stdlib.get_logger("praiseworthy.deliveries")
_deliveries = Counter("praiseworthy_deliveries", "Tries to deliver a message", ["outcome"])

MOST_A_RUN = 20


async def deliver_due(*, store: Store, messenger: Messenger, clock: Clock) -> None:
    """Takes due deliveries, one a conversation, and posts them.

    Slack allows about one message per second and conversation ("Rate limits"): the scheduler runs this every second.
    """
    try:
        taken = await store.write(deliveries.take, MOST_A_RUN, clock())
        await asyncio.gather(*(_deliver(delivery, store, messenger, clock) for delivery in taken))
    except DatabaseUnreachable as error:
        # What was claimed is due again when its claim runs out, and is looked for in Slack before it is posted.
        _log.warning("deliveries wait for the database", reason=str(error))


async def amend_due(*, store: Store, messenger: Messenger, clock: Clock) -> None:
    """Brings messages that stand in Slack up to date, and removes those that were taken back."""
    try:
        taken = await store.write(deliveries.take_amendments, MOST_A_RUN, clock())
        await asyncio.gather(*(_amend(amendment, store, messenger, clock) for amendment in taken))
    except DatabaseUnreachable as error:
        # What was taken is due again when its claim runs out; doing it twice changes nothing.
        _log.warning("amendments wait for the database", reason=str(error))


async def _amend(amendment: Amendment, store: Store, messenger: Messenger, clock: Clock) -> None:
    log = _log.bind(delivery=amendment.delivery.id, unwanted=amendment.is_unwanted)
    posted = amendment.posted
    try:
        async with asyncio.timeout(LONGEST_TRY.total_seconds()):
            posted = posted or await messenger.find(amendment.delivery)
            if posted and amendment.is_unwanted:
                await messenger.delete(posted)
            elif posted:
                await messenger.update(posted, amendment.delivery.message)
    except SlackRefused as refused:
        if refused.error in GONE:
            await store.write(deliveries.not_there, amendment, clock())
            return
        await store.write(deliveries.amendment_refused, amendment, refused.error, clock(), refused.retry_after)
        log.warning("amendment refused", error=refused.error)
    except (SlackUnanswered, TimeoutError) as unanswered:
        await store.write(deliveries.amendment_unanswered, amendment, clock())
        log.warning("amendment unanswered", reason=str(unanswered) or "timeout")
    else:
        if posted is None:
            await store.write(deliveries.not_there, amendment, clock())
        else:
            await store.write(deliveries.amended, amendment, posted, clock())


async def _deliver(delivery: Delivery, store: Store, messenger: Messenger, clock: Clock) -> None:
    log = _log.bind(delivery=delivery.id, attempt=delivery.attempts)
    is_looking = delivery.is_uncertain
    try:
        # A try ends before its claim does: nobody posts what another worker may be posting.
        async with asyncio.timeout(LONGEST_TRY.total_seconds()):
            posted = await messenger.find(delivery) if is_looking else None
            is_looking = False
            outcome = "found" if posted else "sent"
            posted = posted or await _post(delivery, messenger)
    except SlackRefused as refused:
        parked = await store.write(
            deliveries.refused, delivery, refused.error, clock(), refused.retry_after, uncertain=is_looking
        )
        _deliveries.labels("parked" if parked else "refused").inc()
        log.warning("delivery refused", error=refused.error, parked=parked)
    except (SlackUnanswered, TimeoutError) as unanswered:
        await store.write(deliveries.unanswered, delivery, clock())
        _deliveries.labels("unanswered").inc()
        log.warning("delivery unanswered", reason=str(unanswered) or "timeout")
    else:
        await store.write(deliveries.sent, delivery, posted, clock())
        _deliveries.labels(outcome).inc()
        log.info("delivery ended", outcome=outcome)


async def _post(delivery: Delivery, messenger: Messenger) -> Posted:
    """Posts it; where Slack refuses its charts, at once without them."""
    try:
        return await messenger.post(delivery)
    except SlackRefused as refused:
        if refused.error not in BLOCKS_REFUSED or not delivery.message.has_charts:
            raise
    return await messenger.post(replace(delivery, message=delivery.message.without_charts()))
