"""`/praiseworthy customers`: the customers, their names, their channels, and merging two."""

from functools import partial

import structlog

from bot.blocks.customers import (
    CustomersPlace,
    changed_notice,
    customers_message,
    merge_message,
    merge_notice,
    words_of,
)
from bot.blocks.customers_form import (
    CustomerFormPlace,
    chosen_to_merge_into,
    customer_form,
    merge_form,
    merge_options,
    read_customer_form,
)
from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.domain.access import Denied
from bot.domain.customers import MAX_CUSTOMER_NAME, ChannelsRefused, NameRefused, OtherNamesRefused
from bot.domain.deliveries import Message
from bot.domain.message_text import plain_text
from bot.domain.record_ids import read_id
from bot.errors import PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import customer_merging, customers
from bot.services.acting import Asker
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.customers")

MOST_OPTIONS = 50
"""Customers that the menu of *Merge into…* offers; typing narrows them."""

_FIELDS = {
    NameRefused: ActionId.CUSTOMER_NAME,
    OtherNamesRefused: ActionId.CUSTOMER_OTHER_NAMES,
    ChannelsRefused: ActionId.CUSTOMER_CHANNELS,
}


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.subcommands["customers"] = partial(list_customers, reception=reception)
    routes.actions[ActionId.CUSTOMER_MENU] = partial(choose_in_menu, reception=reception)
    routes.actions[ActionId.CUSTOMER_PAGE] = partial(turn_page, reception=reception)
    routes.actions[ActionId.CUSTOMER_MERGE_UNDO] = partial(undo_merge, reception=reception)
    routes.options[ActionId.CUSTOMER_INTO] = partial(suggest_customers, reception=reception)
    routes.views[ViewId.CUSTOMER_FORM] = partial(submit_customer, reception=reception)
    routes.views[ViewId.CUSTOMER_MERGE_FORM] = partial(submit_merge, reception=reception)


async def list_customers(request: Request, *, reception: Reception) -> None:
    """`/praiseworthy customers`, and `/praiseworthy customers acme`."""
    listed = await _list(request.asker, CustomersPlace(0, words_of(plain_text(rest_of(request)))), reception)
    await request.ack(**listed.payload())


async def turn_page(request: Request, *, reception: Reception) -> None:
    """*Back* and *More*."""
    place = CustomersPlace.parse(request.body["actions"][0].get("value") or "")
    listed = await _list(request.asker, place, reception)
    await request.ack()
    await _respond(request.body["response_url"], listed, reception, replace=True)


async def choose_in_menu(request: Request, *, reception: Reception) -> None:
    """*Edit*, *Merge into…* and *Take back* in a customer's menu."""
    action = request.body["actions"][0]
    verb, _, value = action["selected_option"]["value"].partition(":")
    number = _id(value)
    list_place = action["block_id"].removeprefix("customer/").partition("/")[2]
    place = CustomerFormPlace(number, list_place, request.body.get("response_url"))
    match verb:
        case "edit":
            profile = await reception.read(customers.customer_to_change, request.asker, number)
            await reception.messenger.open_view(request.body["trigger_id"], customer_form(profile, place))
            await request.ack()
        case "merge":
            profile, holdings = await reception.read(customer_merging.merge_preview, request.asker, number)
            await reception.messenger.open_view(request.body["trigger_id"], merge_form(profile, holdings, place))
            await request.ack()
        case "undo":
            undone = await reception.write(customer_merging.undo_merge, request.asker, number, reception.now)
            listed = await _list(request.asker, place.place, reception, merge_notice(undone))
            await request.ack()
            await _respond(request.body["response_url"], listed, reception, replace=True)
        case _:
            raise Refused("That choice isn't known here.", "`/praiseworthy customers` opens the list anew.")


async def submit_customer(request: Request, *, reception: Reception) -> None:
    """The form of *Edit*: checked, saved, closed; then the list shows it."""
    view = request.body["view"]
    place = CustomerFormPlace.load(view.get("private_metadata") or "")
    draft = read_customer_form(view["state"])
    try:
        profile = await reception.write(
            customers.change_customer, request.asker, place.customer, draft, place.kept_after
        )
    except (NameRefused, OtherNamesRefused, ChannelsRefused) as refused:
        await request.ack(response_action="errors", errors={_FIELDS[type(refused)]: field_error(refused)})
        return
    await request.ack()
    await _show_list(request.asker, place, changed_notice(profile), reception)


async def suggest_customers(request: Request, *, reception: Reception) -> None:
    """The menu of *Merge into…*: the other customers."""
    place = CustomerFormPlace.load(request.body["view"].get("private_metadata") or "")
    typed = (request.body.get("value") or "")[:MAX_CUSTOMER_NAME]
    found = await reception.read(
        customer_merging.customers_to_merge_into, request.asker, place.customer, typed, MOST_OPTIONS
    )
    await request.ack(options=merge_options(found))


async def submit_merge(request: Request, *, reception: Reception) -> None:
    """The form of *Merge into…*: merged, closed; then the list without the one, and what moved."""
    view = request.body["view"]
    place = CustomerFormPlace.load(view.get("private_metadata") or "")
    try:
        into = _id(chosen_to_merge_into(view["state"]))
        merge = await reception.write(
            customer_merging.merge_customers, request.asker, place.customer, into, reception.now
        )
    except Denied:
        raise
    except Refused as refused:
        await request.ack(response_action="errors", errors={ActionId.CUSTOMER_INTO: field_error(refused)})
        return
    await request.ack()
    await _show_list(request.asker, place, "", reception)
    if place.response_url:
        await _respond(place.response_url, merge_message(merge), reception, replace=False)


async def undo_merge(request: Request, *, reception: Reception) -> None:
    """*Undo* under what a merge did."""
    merge_id = _id(request.body["actions"][0].get("value") or "")
    undone = await reception.write(customer_merging.undo_merge, request.asker, merge_id, reception.now)
    await request.ack()
    await _respond(request.body["response_url"], merge_message(undone), reception, replace=True)


async def _list(asker: Asker, place: CustomersPlace, reception: Reception, notice: str = "") -> Message:
    page = await reception.read(customers.page_of_customers, asker, place.words, place.page)
    return customers_message(page, notice)


async def _show_list(asker: Asker, place: CustomerFormPlace, notice: str, reception: Reception) -> None:
    # What was asked for is saved and the form closed: a list that fails now must not look like a failure to save.
    if not place.response_url:
        return
    try:
        listed = await _list(asker, place.place, reception, notice)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the list could not be read", reason=str(unsaid))
        return
    await _respond(place.response_url, listed, reception, replace=True)


async def _respond(response_url: str, message: Message, reception: Reception, *, replace: bool) -> None:
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))


def _id(value: str) -> int:
    """A number that can be an id; a value that isn't ours is refused."""
    number = read_id(value)
    if number is None:
        raise Refused("That choice isn't known here.", "`/praiseworthy customers` opens the list anew.")
    return number
