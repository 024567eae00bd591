"""The form: what stands in it, what comes back, and what travels with it."""

import json
from datetime import UTC, date, datetime, time
from typing import Any
from unittest.mock import create_autospec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.ids import ActionId
from bot.blocks.work_log_form import (
    FilledForm,
    FormPlace,
    FormValues,
    customer_options,
    form_view,
    read_form,
    time_kept,
    values_of,
    with_mentions,
    with_names,
)
from bot.domain.work_logs import MAX_SUMMARY, Customer, Origin, Source, WorkLog
from bot.errors import Refused
from bot.reception import Reception
from handlers import failures
from slack_limits import VIEW_PRIVATE_METADATA

DAY = date(2026, 11, 20)
ENTRY = WorkLog(
    id=7,
    workspace_id="T1",
    person_id=1,
    summary="helped <@U1> reset a token",
    minutes=90,
    on=DAY,
    at=time(14, 30),
    customer=Customer(3, "O'Brien & Sons"),
    helped=("U1",),
    tags=("vpn",),
    references=(),
    links=(),
    origin=Origin(Source.LINE, "command:1"),
    created_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("names", "summary", "shown"),
    [
        ({"U1": "Ana"}, "helped <@U1>", "helped @Ana"),
        ({"U1": "Ana", "U2": "Ana Maria"}, "<@U2> and <@U1>", "@Ana Maria and @Ana"),
        ({"U1": "U1", "U12": "U12"}, "<@U1> and <@U12>", "@U1 and @U12"),
        ({"U1": "<@U2>", "U2": "Bob"}, "<@U1> and <@U2>", "@<@U2> and @Bob"),
        ({"U1": "A.N. (IT)+"}, "<@U1>, <@U1>.", "@A.N. (IT)+, @A.N. (IT)+."),
        ({"U1": r"back\1slash"}, "<@U1>", r"@back\1slash"),
        ({"U1": "مرحبا"}, "<@U1>: done", "@مرحبا: done"),
        ({}, "nobody", "nobody"),
    ],
)
def test_mentions_are_shown_by_name_and_come_back(names: dict[str, str], summary: str, shown: str) -> None:
    assert with_names(summary, names) == shown
    assert with_mentions(shown, names) == summary


def test_only_whole_names_of_those_who_are_chosen_are_mentions() -> None:
    assert with_mentions("@Anabel, @Bob and @Ana", {"U1": "Ana"}) == "@Anabel, @Bob and <@U1>"
    assert with_mentions("@Ana", {}) == "@Ana"


@given(
    st.dictionaries(st.from_regex(r"U[0-9]{1,3}", fullmatch=True), st.text("AnaBob ", min_size=1, max_size=6)),
    st.lists(st.sampled_from(["reset", "a", "token", "&", "<b>", "é"]), min_size=1, max_size=5),
)
def test_names_and_mentions_are_each_others_reverse(names: dict[str, str], words: list[str]) -> None:
    distinct = {name.strip(): slack_id for slack_id, name in names.items() if name.strip()}
    known = {slack_id: name for name, slack_id in distinct.items()}
    summary = ", ".join([*(f"<@{slack_id}>" for slack_id in known), *words])
    assert with_mentions(with_names(summary, known), known) == summary


@pytest.mark.parametrize("name", ["Ana Pereira", "N" * 255, "Ana 🎉", "<!channel>"])
def test_an_entry_that_is_edited_unchanged_stays_the_same(name: str) -> None:
    names = {"U1": name}
    view = form_view(values_of(ENTRY, names), FormPlace(entry=7), names)
    form = read_form(submitted(view))
    assert form == FilledForm(
        summary=form.summary,
        duration="1 h 30 min",
        on=DAY,
        customer_name="O'Brien & Sons",
        helped=form.helped,
        tags=("vpn",),
    )
    assert list(form.helped) == ["U1"]
    assert with_mentions(form.summary, form.helped) == ENTRY.summary


def test_a_long_summary_with_long_names_is_not_cut() -> None:
    mentions = " ".join(f"<@U{number:010}>" for number in range(10))
    summary = f"{mentions} {'x' * (MAX_SUMMARY - len(mentions) - 1)}"
    names = {f"U{number:010}": f"A Rather Long Name of a Colleague Who is Number {number}" for number in range(10)}
    shown = with_names(summary, names)
    view = form_view(FormValues(on=DAY, summary=shown, helped=tuple(names)), FormPlace(), names)
    form = read_form(submitted(view))
    assert with_mentions(form.summary, form.helped) == summary


def submitted(view: dict[str, Any]) -> dict[str, Any]:
    """The `state` of the view as Slack sends it when nothing was changed ("View submission payload")."""
    values = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state: dict[str, Any] = {"type": element["type"]}
        match element["type"]:
            case "plain_text_input":
                state["value"] = element.get("initial_value")
            case "datepicker":
                state["selected_date"] = element.get("initial_date")
            case "external_select":
                chosen = element.get("initial_option")
                state["selected_option"] = as_slack_gives_it_back(chosen) if chosen else None
            case "multi_external_select":
                state["selected_options"] = [as_slack_gives_it_back(o) for o in element.get("initial_options", [])]
        values[block["block_id"]] = {element["action_id"]: state}
    return {"values": values}


def as_slack_gives_it_back(option: dict[str, Any]) -> dict[str, Any]:
    """With `emoji`, emoji are escaped into the colon format ("Text object")."""
    shown = option["text"]
    text = shown["text"].replace("🎉", ":tada:") if shown.get("emoji") else shown["text"]
    return {"text": {**shown, "text": text}, "value": option["value"]}


def test_what_was_filled_in_is_read_as_slack_documents_it() -> None:
    state = {
        "values": {
            ActionId.SUMMARY: {ActionId.SUMMARY: {"type": "plain_text_input", "value": "reset a token"}},
            ActionId.DURATION: {ActionId.DURATION: {"type": "plain_text_input", "value": "20m"}},
            ActionId.DATE: {ActionId.DATE: {"type": "datepicker", "selected_date": "2026-11-20"}},
            ActionId.CUSTOMER: {
                ActionId.CUSTOMER: {
                    "type": "external_select",
                    "selected_option": {
                        "text": {"type": "plain_text", "text": "New customer: id:7", "emoji": True},
                        "value": "new:id:7",
                    },
                }
            },
            ActionId.HELPED: {
                ActionId.HELPED: {
                    "type": "multi_external_select",
                    "selected_options": [{"text": {"type": "plain_text", "text": "Bruno"}, "value": "U0BRUNO"}],
                }
            },
            ActionId.TAGS: {
                ActionId.TAGS: {
                    "type": "multi_external_select",
                    "selected_options": [{"text": {"type": "plain_text", "text": "#vpn"}, "value": "vpn"}],
                }
            },
        }
    }
    assert read_form(state) == FilledForm("reset a token", "20m", DAY, "id:7", {"U0BRUNO": "Bruno"}, ("vpn",))


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"values": {}},
        {"values": {ActionId.SUMMARY: {ActionId.SUMMARY: {"type": "plain_text_input", "value": None}}}},
        {"values": {ActionId.CUSTOMER: {ActionId.CUSTOMER: {"type": "external_select", "selected_option": None}}}},
        {"values": {ActionId.DATE: {ActionId.DATE: {"type": "datepicker", "selected_date": None}}}},
    ],
)
def test_what_was_left_empty_is_read_as_nothing(state: dict[str, Any]) -> None:
    assert read_form(state) == FilledForm("", "", None, None, {}, ())


@pytest.mark.parametrize("name", ["Acme", "id:7", "new:Acme", "x" * 80])
def test_a_customer_of_any_name_is_read_back(name: str) -> None:
    known = customer_options([Customer(1, name)], [], "", is_known=True)[0]["options"][0]
    new = customer_options([], [], name, is_known=False)[0]["options"][0]
    for option in (known, new):
        chosen = {ActionId.CUSTOMER: {ActionId.CUSTOMER: {"type": "external_select", "selected_option": option}}}
        assert read_form({"values": chosen}).customer_name == name


places = st.builds(
    FormPlace,
    entry=st.none() | st.integers(1, 2**53),
    response_url=st.none() | st.just("https://hooks.slack.com/commands/T1/1/abc"),
    replaces=st.booleans(),
    list_place=st.none() | st.sampled_from(["today:0", "week:12"]),
    on=st.none() | st.dates(),
    at=st.none() | st.times(),
    permalink=st.none() | st.just("https://northwind.slack.com/archives/C1/p1"),
)


@given(places)
def test_the_place_travels_in_private_metadata(place: FormPlace) -> None:
    assert FormPlace.load(place.dump()) == place


def test_no_private_metadata_is_a_place_too() -> None:
    assert FormPlace.load("") == FormPlace()


@pytest.mark.parametrize("length", [100, 1_400, 2_900, 10_000])
@pytest.mark.parametrize("letter", ["a", "é", '"'])
def test_long_addresses_never_exceed_private_metadata(length: int, letter: str) -> None:
    address = "https://x.example/" + letter * length
    place = FormPlace(7, address, True, "week:10000", DAY, time(23, 59, 59), address)
    dumped = place.dump()
    assert len(dumped) <= VIEW_PRIVATE_METADATA.value
    kept = FormPlace.load(dumped)
    assert (kept.entry, kept.replaces, kept.list_place, kept.on, kept.at) == (7, True, "week:10000", DAY, place.at)
    assert kept.permalink in {None, address}
    assert kept.response_url in {None, address}
    if length == 100:
        assert kept == place


def test_the_message_s_address_goes_before_the_reply_s() -> None:
    kept = FormPlace.load(
        FormPlace(response_url="https://x.example", permalink="https://y.example/" + "a" * 3_000).dump()
    )
    assert kept == FormPlace(response_url="https://x.example")


@pytest.mark.parametrize(
    "forged",
    [
        "not json",
        "[]",
        "null",
        "7",
        '"text"',
        '{"entry":',
        '{"unknown": 1}',
        '{"entry": "seven"}',
        '{"entry": [1]}',
        '{"at": "half past two"}',
        '{"on": "2026-13-01"}',
        '{"response_url": {"a": 1}}',
        "\ud800",
        "{" * 10_000,
    ],
)
def test_forged_private_metadata_is_refused_in_words(forged: str) -> None:
    with pytest.raises(Refused) as refused:
        FormPlace.load(forged)
    assert refused.value.problem
    assert refused.value.remedy


async def test_a_forged_form_is_answered_under_its_first_field() -> None:
    body = {"type": "view_submission", "view": form_view(FormValues(on=DAY), FormPlace(), {})}
    with pytest.raises(Refused) as refused:
        FormPlace.load("not json")
    answer = await failures.explain(refused.value, body, reception=create_autospec(Reception, instance=True))
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "response_action": "errors",
        "errors": {ActionId.SUMMARY: f"{refused.value.problem} {refused.value.remedy}"},
    }


def test_the_time_of_day_is_kept_as_long_as_the_date_stays() -> None:
    place = FormPlace(entry=7, on=DAY, at=time(14, 30))
    assert time_kept(place, DAY) == time(14, 30)
    assert time_kept(place, date(2026, 11, 19)) is None
    assert time_kept(FormPlace(), DAY) is None
