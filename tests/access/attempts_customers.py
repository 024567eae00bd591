"""Attempts about customers: seeing, changing and merging them."""

from bot.blocks.customers import CustomersPlace, customers_message, merge_message
from bot.blocks.customers_form import CustomerFormPlace, customer_form, merge_form, merge_options
from bot.blocks.ids import ActionId
from bot.domain.customers import Merge
from bot.domain.work_logs import Customer
from bot.services import customer_merging, customers
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, suggesting, typing
from tests.access.attempts_work_logs import entry_of
from tests.access.company import Bystander, Who
from tests.access.world import NOW, World

attempt = Attempts()


async def customer_of(world: World) -> Customer:
    """A customer with a word of its own in its name."""
    receipt = await entry_of(world, Bystander.COLLEAGUE, line="1m printer for '{word}'")
    assert receipt.entry.customer is not None
    return receipt.entry.customer


async def _menu(world: World, verb: str) -> Send:
    customer = await customer_of(world)
    page = await world.do(customers.page_of_customers, Who.ADMIN, customer.name, 0)
    chosen = {"value": f"{verb}:{customer.id}"}
    return pressing(
        world, customers_message(page).blocks, ActionId.CUSTOMER_MENU, type="overflow", selected_option=chosen
    )


@attempt("word customers", shows=True)
async def list_customers(world: World) -> Send:
    customer = await customer_of(world)
    return typing(world, f"/praiseworthy customers {customer.name[:-1]}")


@attempt("button customer.page", shows=True)
async def turn_page(world: World) -> Send:
    customer = await customer_of(world)
    return pressing_value(world, ActionId.CUSTOMER_PAGE, str(CustomersPlace(0, customer.name[:-1])))


@attempt("menu customer.menu edit", opens=True, shows=True)
async def open_form(world: World) -> Send:
    return await _menu(world, "edit")


@attempt("menu customer.menu merge", opens=True, shows=True)
async def open_merge(world: World) -> Send:
    return await _menu(world, "merge")


async def _merged(world: World) -> Merge:
    gone, into = await customer_of(world), await customer_of(world)
    return await world.do(customer_merging.merge_customers, Who.ADMIN, gone.id, into.id, NOW)


@attempt("menu customer.menu undo", changes=("customers", "work_logs"))
async def undo_merge_in_menu(world: World) -> Send:
    merge = await _merged(world)
    drawn = {"type": "overflow", "action_id": ActionId.CUSTOMER_MENU}
    block = {"type": "section", "block_id": "customer/1/0/", "accessory": drawn}
    chosen = {"value": f"undo:{merge.id}"}
    return pressing(world, [block], ActionId.CUSTOMER_MENU, type="overflow", selected_option=chosen)


@attempt("button customer.merge_undo", changes=("customers", "work_logs"), shows=True)
async def undo_merge(world: World) -> Send:
    return pressing(world, merge_message(await _merged(world)).blocks, ActionId.CUSTOMER_MERGE_UNDO)


@attempt("form customer.form", changes=("customers",))
async def change(world: World) -> Send:
    customer = await customer_of(world)
    profile = await world.do(customers.customer_to_change, Who.ADMIN, customer.id)
    view = customer_form(profile, CustomerFormPlace(customer.id))
    return submitting(world, view, name={"value": world.new_name()})


@attempt("menu customer.into", offers=True, shows=True)
async def suggest_into(world: World) -> Send:
    gone, into = await customer_of(world), await customer_of(world)
    profile, holdings = await world.do(customer_merging.merge_preview, Who.ADMIN, gone.id)
    view = merge_form(profile, holdings, CustomerFormPlace(gone.id))
    return suggesting(world, view, ActionId.CUSTOMER_INTO, into.name)


@attempt("form customer.merge_form", changes=("customers", "work_logs"))
async def merge(world: World) -> Send:
    gone, into = await customer_of(world), await customer_of(world)
    profile, holdings = await world.do(customer_merging.merge_preview, Who.ADMIN, gone.id)
    view = merge_form(profile, holdings, CustomerFormPlace(gone.id))
    [option] = merge_options([into])
    return submitting(world, view, into={"selected_option": option})
