"""Logging help from a message: the shortcut, and the reaction with its private question."""

from playground.model import Message
from tests.e2e.conftest import ANA, BRUNO, CARLA, HELP_DESK, Office, labels


async def message_from(office: Office, person: str, text: str) -> Message:
    return await office.playground.workspace.post(person, HELP_DESK, text)


async def test_the_shortcut_opens_a_prefilled_form(office: Office) -> None:
    message = await message_from(office, BRUNO, "My *VPN* token is <gone>, @ana can you help?")
    workspace = office.playground.workspace
    assert (await workspace.message_shortcut(ANA, HELP_DESK, message.ts, "log_as_work")).ok
    form = office.form(ANA)
    fields = {block["block_id"]: block["element"] for block in form.blocks if block["type"] == "input"}
    assert fields["work_log.summary"]["initial_value"] == "My *VPN* token is <gone>, @Ana Pereira can you help?"
    assert fields["work_log.helped"]["initial_options"][0]["value"] == BRUNO
    assert message.ts.replace(".", "") in form.blocks[-1]["elements"][0]["text"]
    assert (await office.submit(ANA, duration="15m")).ok
    reply = office.reply(ANA)
    summary = "My *VPN* token is &lt;gone&gt;, @Ana Pereira can you help?"
    assert reply.text.startswith(f"Logged 15 min: {summary} · helped <@{BRUNO}> · today")
    assert message.ts.replace(".", "") in str(reply.blocks)


async def test_the_reaction_asks_for_the_minutes_privately(office: Office) -> None:
    message = await message_from(office, BRUNO, "The printer eats paper again")
    workspace = office.playground.workspace
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert question.text.startswith(f"Logged: The printer eats paper again · helped <@{BRUNO}> · today")
    assert labels(question.blocks)[:4] == ["5 min", "15 min", "30 min", "60 min"]
    tapped = await office.press(ANA, question, "30 min")
    assert tapped.text.startswith("Logged 30 min: The printer eats paper again")
    assert (await office.type(ANA, "/logwork today")).text == "Today: 1 entry, 30 min"


async def test_what_only_looks_like_markup_stays_in_the_summary_of_a_reaction(office: Office) -> None:
    message = await message_from(office, BRUNO, "What does <b> or &lt; mean in <!here>?")
    await office.playground.workspace.react(ANA, HELP_DESK, message.ts, "memo")
    question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert question.text.startswith("Logged: What does &lt;b&gt; or &amp;lt; mean in &lt;!here&gt;? ")


async def test_another_reaction_and_an_outsider_log_nothing(office: Office) -> None:
    message = await message_from(office, BRUNO, "The printer eats paper again")
    workspace = office.playground.workspace
    await workspace.react(ANA, HELP_DESK, message.ts, "heart")
    shared = next(c.id for c in workspace.conversations_of(CARLA) if c.kind == "channel")
    praise = await workspace.post(CARLA, shared, "Thanks Ana!")
    await workspace.react(CARLA, shared, praise.ts, "memo")
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert len(office.direct_messages(ANA)) == 1
    assert not office.direct_messages(CARLA)


async def test_removing_the_reaction_undoes_the_entry(office: Office) -> None:
    message = await message_from(office, BRUNO, "The printer eats paper again")
    workspace = office.playground.workspace
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    await workspace.unreact(ANA, HELP_DESK, message.ts, "memo")
    await office.until(lambda: office.now(question) if office.now(question).text.startswith("Undone") else None)
    assert (await office.type(ANA, "/logwork today")).text == "Today: 0 entries"
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    await office.until(lambda: office.now(question) if office.now(question).text.startswith("Logged") else None)
    assert (await office.type(ANA, "/logwork today")).text == "Today: 1 entry"
    assert len(office.direct_messages(ANA)) == 1


async def test_the_same_event_twice_is_one_entry(office: Office) -> None:
    message = await message_from(office, BRUNO, "The printer eats paper again")
    await office.playground.workspace.react(ANA, HELP_DESK, message.ts, "memo")
    await office.playground.workspace.repeat_last()
    await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert (await office.type(ANA, "/logwork today")).text == "Today: 1 entry"


async def test_app_home_shows_the_week(office: Office) -> None:
    await office.type(ANA, "/logwork 20m call for Acme")
    workspace = office.playground.workspace
    assert (await workspace.open_home(ANA)).ok
    home = await office.until(lambda: workspace.home_of(ANA))
    assert "This week: 1 entry, 20 min" in str(home.blocks)


async def test_a_reply_in_a_thread_can_be_logged(office: Office) -> None:
    question = await message_from(office, BRUNO, "The printer eats paper again")
    workspace = office.playground.workspace
    reply = await workspace.post(BRUNO, HELP_DESK, "Third tray, as always", thread_ts=question.ts)
    await workspace.react(ANA, HELP_DESK, reply.ts, "memo")
    asked = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert asked.text.startswith("Logged: Third tray, as always")


async def test_our_own_message_is_no_help(office: Office) -> None:
    message = await message_from(office, BRUNO, "The printer eats paper again")
    workspace = office.playground.workspace
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    await workspace.react(ANA, question.channel, question.ts, "memo")
    other = await message_from(office, BRUNO, "And the scanner")
    await workspace.react(ANA, HELP_DESK, other.ts, "memo")
    await office.until(lambda: office.direct_messages(ANA)[1:] or None)
    assert (await office.type(ANA, "/logwork today")).text == "Today: 2 entries"
