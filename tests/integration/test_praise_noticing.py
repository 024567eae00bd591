"""Praise kept once: from messages, from hooks and by hand; its customer; merging; another workspace sees nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.blocks.praise_prompts import prompt_message
from bot.db import customer_merging
from bot.db import customers as customer_rows
from bot.db import people as people_rows
from bot.db import praises as praise_rows
from bot.db import watched_channels as channel_rows
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.customers import customer_key
from bot.domain.praises import Praise, PraiseSource, PraiseState, kept_words, message_key
from bot.domain.watched_channels import Membership, ReadBecause
from bot.errors import Refused
from bot.services import people, praise_noticing, sent_praise, watched_channels
from bot.services.acting import Asker
from bot.services.praise_noticing import CustomerRefused, NotedPraise, PraisedRefused, SaidPraise, WordsRefused
from bot.services.sent_praise import SentOutcome, SentPraise, SentRefused
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, person

DANA = Asker(HERE, "U0DANA")
JANE = "U0JANE"
SAID = SaidPraise(
    source=PraiseSource.OUTSIDE,
    channel="C0ACME",
    ts="1795003200.000100",
    said_at=NOW,
    words="Ana was wonderful.",
    author=JANE,
    author_name="Jane Miller",
    sure=(ANA.slack_id,),
    proposed=(),
    score=0.9,
    reason="name + quality of a person",
)
NOTED = NotedPraise("Ana was wonderful.", "Jane, by phone", (ANA.slack_id,), None, NOW, "V1")
SENT = SentPraise(0, "Ana was wonderful.", "Jane", None, None, None, None, (ANA.slack_id,), (), 0.9, "name")


@pytest.fixture
async def office(desk: Store) -> Store:
    """The desk with an admin, who is asked where nobody is above."""
    await desk.write(people.learn, [person(DANA, name="Dana Ruiz", is_admin=True)], NOW)
    return desk


async def notice(store: Store, said: SaidPraise, workspace_id: str = HERE) -> Praise | None:
    return await store.write(praise_noticing.notice, workspace_id, said, NOW, draw=prompt_message)


async def note(store: Store, noted: NotedPraise, asker: Asker = BRUNO) -> praise_noticing.Receipt:
    return await store.write(praise_noticing.note, asker, noted, NOW, draw=prompt_message)


async def take(store: Store, *sent: SentPraise, request: str = "msg_1") -> SentOutcome:
    return await store.write(sent_praise.take_sent, HERE, sent, request, NOW, draw=prompt_message)


async def kept(store: Store, said: SaidPraise = SAID, workspace_id: str = HERE) -> Praise | None:
    return await store.read(praise_rows.by_origin, workspace_id, message_key(said.channel, said.ts))


async def add_customer(store: Store, name: str) -> int:
    def add(session: Session) -> int:
        return customer_rows.add(session, HERE, name, customer_key(name), NOW).id

    return await store.write(add)


async def test_a_message_is_one_praise_whoever_notices_it(office: Store) -> None:
    first = await notice(office, SAID)
    assert first is not None
    assert await notice(office, replace(SAID, words="Ana was wonderful!!")) is None
    receipt = await note(office, replace(NOTED, channel=SAID.channel, ts=SAID.ts))
    assert (receipt.is_new, receipt.praise.id, receipt.asked) == (False, first.id, ("Dana Ruiz",))


async def test_the_same_words_a_day_later_are_another_praise(office: Store) -> None:
    await notice(office, SAID)
    soon = replace(SAID, ts="1795003260.000100", said_at=NOW + timedelta(minutes=1))
    later = replace(SAID, ts="1795089600.000100", said_at=NOW + timedelta(days=1))
    assert await notice(office, soon) is None
    assert await notice(office, later) is not None


async def test_it_stays_in_its_workspace(office: Store) -> None:
    await notice(office, SAID)
    assert await kept(office, workspace_id=ELSEWHERE) is None
    there = await notice(office, SAID, ELSEWHERE)
    assert there is not None
    here = await kept(office)
    assert here is not None
    assert {one.person_id for one in here.praised}.isdisjoint(one.person_id for one in there.praised)


async def test_the_customer_is_the_channels_else_the_authors(office: Store) -> None:
    acme = await add_customer(office, "Acme")
    await office.write(
        lambda session: session.add(
            customer_rows.CustomerChannelRow(workspace_id=HERE, customer_id=acme, channel="C0ACME")
        )
    )
    first = await notice(office, SAID)
    elsewhere = replace(SAID, channel="C0OTHER", words="Thank you Ana, you are kind.")
    second = await notice(office, elsewhere)
    stranger = await notice(office, replace(elsewhere, ts="1795003300.000100", author="U0OTHER"))
    assert [one.customer.name if one and one.customer else None for one in (first, second, stranger)] == [
        "Acme",
        "Acme",
        None,
    ]


async def test_whoever_is_no_colleague_is_not_concerned(office: Store) -> None:
    gone = replace(person(Asker(HERE, "U0GONE"), name="Gone Girl"), is_gone=True)
    await office.write(people.learn, [gone], NOW)
    praise = await notice(office, replace(SAID, sure=("U0GONE",), proposed=(ANA.slack_id, "U0UNKNOWN")))
    assert praise is not None
    assert [(one.slack_id, one.is_sure) for one in praise.praised] == [(ANA.slack_id, False)]


async def test_an_edit_changes_open_praise_only(office: Store) -> None:
    praise = await notice(office, SAID)
    assert praise is not None

    async def edit(words: str) -> bool:
        place, verdict = (SAID.channel, SAID.ts), (0.7, "changed")
        return await office.write(praise_noticing.edit, HERE, place, words, verdict, NOW, draw=prompt_message)

    assert await edit("Ana was more than wonderful.")
    changed = await kept(office)
    assert changed is not None
    assert (changed.words, changed.score) == ("Ana was more than wonderful.", 0.7)
    await office.write(praise_noticing.delete, HERE, SAID.channel, SAID.ts, NOW, draw=prompt_message)
    assert await edit("Something else.")
    withdrawn = await kept(office)
    assert withdrawn is not None
    assert (withdrawn.words, withdrawn.state) == ("Ana was more than wonderful.", PraiseState.WITHDRAWN)


async def test_an_edit_or_a_deletion_of_any_other_message_does_nothing(office: Store) -> None:
    place = ("C0ACME", "1.0")
    assert not await office.write(praise_noticing.edit, HERE, place, "x", (0.1, ""), NOW, draw=prompt_message)
    await office.write(praise_noticing.delete, HERE, *place, NOW, draw=prompt_message)


async def test_noting_is_never_about_oneself_nor_about_whoever_is_no_colleague(office: Store) -> None:
    with pytest.raises(PraisedRefused, match="Praise of yourself"):
        await note(office, NOTED, ANA)
    for stranger in ("U0NOBODY", JANE):
        with pytest.raises(PraisedRefused, match="isn't a colleague"):
            await note(office, replace(NOTED, praised=(stranger,)))
    with pytest.raises(WordsRefused):
        await note(office, replace(NOTED, words=" \x00 "))
    with pytest.raises(CustomerRefused):
        await note(office, replace(NOTED, customer="!!!"))
    guest = Asker(HERE, "U0GUEST")
    await office.write(people.learn, [replace(person(guest), is_guest=True)], NOW)
    with pytest.raises(Denied):
        await note(office, NOTED, guest)


async def test_noting_makes_a_customer_known_and_says_who_is_asked(office: Store) -> None:
    receipt = await note(office, replace(NOTED, customer="Initech"))
    assert (receipt.is_new, receipt.asked, receipt.asks_noter) == (True, ("Dana Ruiz",), False)
    assert receipt.praise.customer is not None
    assert receipt.praise.customer.name == "Initech"
    assert (receipt.praise.source, receipt.praise.score) == (PraiseSource.TYPED, None)
    assert not (await note(office, replace(NOTED, customer="Initech"))).is_new


async def test_a_manager_who_notes_it_is_asked_themself(office: Store) -> None:
    def place(session: Session) -> None:
        found = {one.slack_id: one.id for one in people_rows.find_many(session, HERE, [ANA.slack_id, BRUNO.slack_id])}
        people_rows.set_manager(session, HERE, found[ANA.slack_id], found[BRUNO.slack_id], NOW)

    await office.write(place)
    receipt = await note(office, NOTED)
    assert (receipt.asked, receipt.asks_noter) == ((), True)


async def test_only_whoever_noted_it_takes_it_back_and_only_while_it_is_open(office: Store) -> None:
    praise = (await note(office, NOTED)).praise
    with pytest.raises(Refused, match="somebody else's"):
        await office.write(praise_noticing.take_back, ANA, praise.id, NOW, draw=prompt_message)
    for _ in range(2):
        await office.write(praise_noticing.take_back, BRUNO, praise.id, NOW, draw=prompt_message)
    again = await office.read(praise_rows.by_id, HERE, praise.id)
    assert again is not None
    assert again.state is PraiseState.WITHDRAWN


async def test_a_hooks_praise_is_kept_once_by_request_and_by_url(office: Store) -> None:
    assert await take(office, SENT) == SentOutcome(kept=1, repeated=0)
    assert await take(office, SENT) == SentOutcome(kept=0, repeated=1)
    assert (await take(office, SENT, request="msg_2")).kept == 1
    with_url = replace(SENT, url="https://survey.example/1")
    assert (await take(office, with_url, request="msg_3")).kept == 1
    assert (await take(office, with_url, request="msg_4")).repeated == 1


async def test_a_hooks_problems_are_all_named_and_nothing_is_kept(office: Store) -> None:
    wrong = [
        replace(SENT, person="nobody@example.com", customer="New One"),
        replace(SENT, index=1, said_at=NOW + timedelta(days=3)),
    ]
    with pytest.raises(SentRefused) as refused:
        await take(office, *wrong)
    assert [(one.index, one.field) for one in refused.value.problems] == [(0, "person"), (1, "said_at")]
    with pytest.raises(SentRefused) as refused:
        await take(office, replace(SENT, customer="New One"), replace(SENT, index=1, customer="!!"))
    assert [(one.index, one.field) for one in refused.value.problems] == [(1, "customer")]
    assert not await office.read(customer_rows.search, HERE, customer_key("New One"), 5)


async def test_a_hook_names_the_person_by_address(office: Store) -> None:
    await office.write(people.learn, [replace(person(ANA, name="Ana Pereira"), email="ana@example.com")], NOW)
    await take(office, replace(SENT, sure=(BRUNO.slack_id,), person="Ana@Example.com", url="https://s.example/1"))
    (praise,) = await office.read(lambda session: list(praise_rows.by_ids(session, HERE, range(1, 50)).values()))
    assert [(one.slack_id, one.is_sure) for one in praise.praised] == [(ANA.slack_id, True)]


async def test_praise_moves_with_a_merged_customer_and_back(office: Store) -> None:
    gone, into = await add_customer(office, "Acme Ltd"), await add_customer(office, "Acme")
    praise = (await note(office, replace(NOTED, customer="Acme Ltd"))).praise

    async def customer() -> str | None:
        found = await office.read(praise_rows.by_id, HERE, praise.id)
        return found.customer.name if found and found.customer else None

    (bruno,) = await office.read(people_rows.find_many, HERE, [BRUNO.slack_id])
    merge = await office.write(customer_merging.merge, HERE, gone, into, bruno.id, NOW)
    assert await customer() == "Acme"
    await office.write(customer_merging.undo, HERE, merge.id, NOW)
    assert await customer() == "Acme Ltd"
    await office.write(customer_rows.absorb, HERE, gone, into)
    assert await customer() == "Acme"


async def test_channels_and_why_they_are_read(office: Store) -> None:
    async def mark(channel: str, *, carries: bool, champion: str | None = None) -> None:
        await office.write(watched_channels.mark, DANA, channel, champion, NOW, carries_customers_words=carries)

    await mark("C0SURVEYS", carries=True)
    await mark("C0SHARED", carries=False, champion=BRUNO.slack_id)
    membership = Membership(frozenset({"C0SHARED", "C0OTHER"}), ("C0SHARED", "C0OTHER"))
    found = await office.read(watched_channels.read_channels, HERE, membership)
    assert [(one.channel, one.because, one.champion, one.is_member) for one in found] == [
        ("C0SURVEYS", (ReadBecause.MARKED,), None, False),
        ("C0SHARED", (ReadBecause.OUTSIDERS,), BRUNO.slack_id, True),
        ("C0OTHER", (ReadBecause.OUTSIDERS,), None, True),
    ]
    assert await office.read(channel_rows.marked, HERE) == {"C0SURVEYS"}
    await mark("C0SURVEYS", carries=False)
    assert await office.read(channel_rows.marked, HERE) == frozenset()
    assert await office.read(watched_channels.read_channels, ELSEWHERE) == []
    with pytest.raises(Denied):
        await office.write(watched_channels.unmark, ANA, "C0SHARED")


def test_long_words_keep_their_beginning_and_their_end() -> None:
    words = kept_words("begin " + "x" * 40_000 + " end")
    assert len(words) <= 3_000
    assert words.startswith("begin")
    assert words.endswith("end")
