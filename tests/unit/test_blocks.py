"""Whatever people type, and however much of it: what is drawn is within Slack's limits, reads alone and is inert."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import slack_limits
from bot.blocks.failures import (
    apology_message,
    field_error,
    not_introduced_message,
    refusal_message,
    unreachable_message,
)
from bot.blocks.home import refused_home_view
from bot.blocks.work_log_form import (
    FormPlace,
    FormValues,
    colleague_options,
    customer_options,
    form_view,
    tag_options,
    values_of,
)
from bot.blocks.work_logs import ENTRIES_A_PAGE, ListPlace, help_message, list_message, receipt_message
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.deliveries import Message
from bot.domain.people import Person
from bot.domain.work_logs import (
    MAX_SUMMARY,
    Customer,
    Origin,
    RecentChoices,
    Source,
    WorkLog,
    WorkLogPeriod,
    WorkLogReceipt,
)
from bot.errors import DatabaseUnreachable, Refused
from playground.block_kit import check_message, check_view
from playground.elements import OPTION_GROUPS
from playground.schema import Problems

BLOCKS_FOLDER = Path(__file__).parents[2] / "bot" / "blocks"
TODAY = date(2026, 11, 21)

PIECES = (
    "<!channel>", "<!here>", "<!everyone|all>", "<!subteam^S1>", "<!date^1^{date}|x>", "<#C1|vpn>", "<@U0EVIL>",
    "<https://evil.example|your bank>", "<mailto:a@b.example|a>", "&", "<", ">", "&lt;", "&lt;!channel&gt;", "|", "`",
    "```", "*", "_", "~", "🎉", "👩‍👩‍👧", ":tada:", "مرحبا", "\u202e", "שלום", "\n", "\t", " ", "word ", "@here ", "…",
)  # fmt: skip


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of up to `most` characters, of which one can be seen: nasty, ordinary, and as long as can be."""
    nasty = st.one_of(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join),
        st.text(min_size=1, max_size=40),
        st.sampled_from(PIECES).map(lambda piece: piece * most),
    )
    return nasty.map(lambda text: text[:most]).map(lambda text: text if text.strip() else "x")


slack_ids = st.integers(0, 99).map(lambda number: f"U0{number:09d}")
customers = st.builds(Customer, id=st.integers(1, 10**9), name=texts(MAX_CUSTOMER_NAME))
permalinks = st.none() | st.sampled_from(
    ["https://northwind.slack.com/archives/C1/p1?thread_ts=1.2&cid=C1", "https://northwind.slack.com/" + "a" * 3_000]
)

SHORT = WorkLog(
    id=1,
    workspace_id="T1",
    person_id=1,
    summary="printer",
    minutes=5,
    on=TODAY,
    at=None,
    customer=None,
    helped=(),
    tags=(),
    references=(),
    links=(),
    origin=Origin(Source.LINE, "command:1"),
    created_at=datetime(2026, 11, 21, tzinfo=UTC),
)


@st.composite
def entries(draw: st.DrawFn) -> WorkLog:
    """Any entry that the rules let in, with mentions of those who were helped in its summary."""
    helped = draw(st.lists(slack_ids, unique=True, max_size=20))
    mentions = "".join(f" <@{slack_id}>" for slack_id in helped)
    summary = draw(texts(MAX_SUMMARY - len(mentions)))
    at_start = draw(st.booleans())
    return WorkLog(
        id=draw(st.integers(1, 10**9)),
        workspace_id="T1",
        person_id=1,
        summary=mentions.lstrip() + summary if at_start else summary + mentions,
        minutes=draw(st.none() | st.integers(1, 1_440)),
        on=TODAY - timedelta(days=draw(st.integers(0, 400))),
        at=draw(st.none() | st.just(time(14, 30))),
        customer=draw(st.none() | customers),
        helped=tuple(helped),
        tags=tuple(draw(st.lists(texts(50), max_size=20))),
        references=(),
        links=(),
        origin=Origin(Source.LINE, "command:1", permalink=draw(permalinks)),
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        is_undone=draw(st.booleans()),
    )


@st.composite
def periods(draw: st.DrawFn) -> WorkLogPeriod:
    """A week of up to several hundred entries."""
    drawn = draw(st.lists(entries(), max_size=4))
    count = draw(st.sampled_from([1, 5, 100])) if drawn else 0
    many = [replace(entry, id=at) for at, entry in enumerate(drawn * count, start=1)]
    return WorkLogPeriod(tuple(many), TODAY, TODAY, TODAY)


def marked_texts(node: Any) -> Iterator[str]:
    """The texts of all mrkdwn objects in Block Kit JSON; each must leave names and addresses alone."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            assert node["verbatim"] is True
            yield node["text"]
        for value in node.values():
            yield from marked_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from marked_texts(value)


OUR_LINK = re.compile(r"<https://northwind\.slack\.com/[^<>|]*\|The message it (came from|is about)>")


def assert_inert(texts: Collection[str], mentioned: Collection[str] = ()) -> None:
    """Nothing in angle brackets but mentions of those who were helped, and the link to the message."""
    for text in texts:
        if OUR_LINK.fullmatch(text):
            continue
        rest = re.sub("<@(U[0-9]+)>", lambda mention: "" if mention[1] in mentioned else mention[0], text)
        assert "<" not in rest
        assert ">" not in rest
        assert not re.search(r"&(?!amp;|lt;|gt;)", rest), "an entity was cut"


def assert_good(message: Message, mentioned: Collection[str] = ()) -> None:
    """Accepted by Slack, readable without its blocks, inert."""
    assert check_message(message.text, message.blocks) == []
    assert message.text.strip()
    assert_inert([message.text, *marked_texts(message.blocks)], mentioned)


generous = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@generous
@given(entries(), st.booleans(), st.none() | customers, st.none() | texts(MAX_CUSTOMER_NAME))
def test_a_receipt(entry: WorkLog, is_new: bool, meant: Customer | None, renamed: str | None) -> None:
    receipt = WorkLogReceipt(entry, TODAY, new_customer=is_new, meant=meant, renamed_from=renamed)
    message = receipt_message(receipt)
    assert_good(message, entry.helped)
    assert message.text.startswith("Undone: " if entry.is_undone else "Logged")


@pytest.mark.parametrize("letter", ["&", "<", "🎉", "\u202e", "`", "x"])
@pytest.mark.parametrize("is_undone", [False, True])
def test_an_entry_with_everything_as_long_as_it_can_be(letter: str, is_undone: bool) -> None:
    longest = Customer(2**53, letter * MAX_CUSTOMER_NAME)
    entry = replace(
        SHORT,
        id=2**53,
        summary=" ".join(f"<@U0{number:09d}>" for number in range(20)) + letter * (MAX_SUMMARY - 299),
        customer=longest,
        helped=tuple(f"U0{number:09d}" for number in range(20)),
        tags=tuple(letter * 50 for _ in range(20)),
        at=time(23, 59),
        on=TODAY - timedelta(days=400),
        is_undone=is_undone,
    )
    receipt = WorkLogReceipt(entry, TODAY, meant=longest)
    assert_good(receipt_message(receipt), entry.helped)
    assert_good(receipt_message(replace(receipt, renamed_from=longest.name)), entry.helped)
    week = WorkLogPeriod(tuple(replace(entry, id=number) for number in range(500)), TODAY, TODAY, TODAY)
    assert_good(list_message(week, ListPlace("week", 3), receipt), entry.helped)


@generous
@given(periods(), st.sampled_from(["today", "week"]), st.integers(0, 10_000), st.none() | entries())
def test_a_list(period: WorkLogPeriod, name: str, page: int, undone: WorkLog | None) -> None:
    receipt = WorkLogReceipt(replace(undone, id=10**9, is_undone=True), TODAY) if undone else None
    message = list_message(period, ListPlace(name, page), receipt)
    mentioned = {slack_id for entry in (*period.entries, *([undone] if undone else [])) for slack_id in entry.helped}
    assert_good(message, mentioned)
    assert sum("accessory" in block for block in message.blocks) <= ENTRIES_A_PAGE


def test_every_entry_stands_on_one_page_of_the_list() -> None:
    period = WorkLogPeriod(tuple(replace(SHORT, id=number) for number in range(1, 302)), TODAY, TODAY, TODAY)
    listed = [
        int(block["block_id"].rpartition("/")[2])
        for page in range(21)
        for block in list_message(period, ListPlace("week", page)).blocks
        if "accessory" in block
    ]
    assert listed == list(range(301, 0, -1))


@generous
@given(texts(3_000), texts(3_000), texts(40_000) | st.just(""))
def test_a_refusal_gives_the_text_back_whole(problem: str, remedy: str, typed: str) -> None:
    refused = Refused(problem, remedy)
    again = f"/logwork {typed}" if typed else ""
    message = refusal_message(refused, again)
    assert_good(message)
    assert given_back(message) == again
    assert check_view(refused_home_view(refused)) == []
    assert_inert(list(marked_texts(refused_home_view(refused))))


def test_under_a_field_nothing_is_drawn_so_no_sign_for_it_stands_there() -> None:
    refused = Refused("“Acme *” is taken.", "Merge the two: *Merge into…* in `/praiseworthy customers`, 2 * 3.")
    assert field_error(refused) == "“Acme *” is taken. Merge the two: Merge into… in /praiseworthy customers, 2 * 3."


@generous
@given(st.booleans(), texts(40_000) | st.just(""))
def test_a_failure_gives_the_text_back_whole(may_be_saved: bool, typed: str) -> None:
    unreachable = unreachable_message(DatabaseUnreachable("no answer", may_be_saved=may_be_saved), typed)
    apology = apology_message("0123456789ab", typed)
    for message in (unreachable, apology, not_introduced_message(typed)):
        assert_good(message)
        assert given_back(message) == typed
    assert ("not saved" in unreachable.text) is not may_be_saved
    assert "0123456789ab" in apology.text


def given_back(message: Message) -> str:
    """What stands in the preformatted blocks."""
    return "".join(
        block["elements"][0]["elements"][0]["text"] for block in message.blocks if block["type"] == "rich_text"
    )


@generous
@given(entries(), texts(255), permalinks, st.booleans())
def test_the_form(entry: WorkLog, name: str, permalink: str | None, is_edit: bool) -> None:
    names = dict.fromkeys(entry.helped, name)
    tags = tuple(tag.strip("#") or "vpn" for tag in entry.tags)
    values = values_of(replace(entry, tags=tags), names) if is_edit else FormValues(on=TODAY)
    place = FormPlace(entry=entry.id if is_edit else None, response_url="https://x.example", permalink=permalink)
    view = form_view(values, place, names)
    assert check_view(view) == []
    assert_inert(list(marked_texts(view)))


@generous
@given(st.lists(customers, max_size=5), st.sampled_from([1, 30, 300]), texts(MAX_CUSTOMER_NAME), st.booleans())
def test_the_customer_menu(known: list[Customer], times: int, typed: str, is_known: bool) -> None:
    assert problems_of(customer_options(known, known * times, typed, is_known=is_known)) == []


@generous
@given(st.lists(texts(255), max_size=5), st.sampled_from([1, 30, 300]))
def test_the_colleagues_menu(names: list[str], times: int) -> None:
    people = [Person(1, "T1", f"U{number}", name, "UTC") for number, name in enumerate(names)]
    assert problems_of(colleague_options(people, people * times)) == []


@generous
@given(st.lists(texts(50), max_size=5), st.sampled_from([1, 30, 300]), texts(80), st.none() | texts(50))
def test_the_tags_menu(tags: list[str], times: int, typed: str, new: str | None) -> None:
    many = tuple(f"{tag}{number}" for tag in tags for number in range(times))
    for recent in (tuple(tags), many):
        assert problems_of(tag_options(RecentChoices(tags=recent), typed, new)) == []
        assert problems_of(tag_options(RecentChoices(tags=recent), "", new)) == []


def problems_of(groups: list[dict[str, Any]]) -> Problems:
    """What Slack would say of option groups; none at all is an answer too."""
    problems: Problems = []
    if groups:
        OPTION_GROUPS(groups, "/option_groups", problems)
    return problems


@pytest.mark.parametrize("reaction", ["memo", "+1", "a" * 100])
def test_the_help(reaction: str) -> None:
    message = help_message(reaction)
    assert check_message(message.text, message.blocks) == []
    assert_inert([message.text, *marked_texts(message.blocks)])
    assert f":{reaction}:" in "".join(marked_texts(message.blocks))


def test_no_limit_of_slack_is_written_down_a_second_time() -> None:
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in BLOCKS_FOLDER.glob("*.py")}
    used = {
        getattr(slack_limits, alias.name).value
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "slack_limits"
        for alias in node.names
    }
    # Small round numbers mean many things; the larger limits mean one.
    used = {limit for limit in used if limit > 100}
    assert used
    repeated = {
        f"{name}:{node.lineno}: {node.value}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in used
    }
    assert repeated == set()
