"""People as they are drawn: within Slack's limits whatever they are called and however many, readable alone, inert."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import people as shown
from bot.blocks.people_form import (
    PeoplePlace,
    choose_view,
    claim_view,
    edit_view,
    field_chosen,
    field_view,
    people_chosen,
    person_chosen,
    person_options,
    read_edit,
    team_options,
)
from bot.domain.company import Wish
from bot.domain.deliveries import Message
from bot.domain.message_text import storable
from bot.domain.people import MAX_ALIAS, MAX_ALIASES, MAX_TEAM_NAME, Person, ProfileField, Role, Standing, Team
from bot.errors import Refused
from playground.block_kit import check_message, check_view
from playground.elements import OPTION_GROUPS, OPTIONS
from playground.schema import Problems
from playground.view_stacks import state_of
from slack_limits import BUTTON_VALUE

NASTY = ["<!channel>", "<@U0EVIL>", "<https://evil.example|bank>", "&", "*", "`", "🎉", "مرحبا", "x"]


def _kept(most: int) -> Callable[[str], str]:
    return lambda text: storable(text[:most]).strip() or "x"


def texts(most: int) -> st.SearchStrategy[str]:
    """Any text that can have been kept."""
    pieces = st.lists(st.sampled_from(NASTY), min_size=1, max_size=9).map("".join)
    long = st.sampled_from(NASTY).map(lambda piece: piece * most)
    return st.one_of(pieces, long, st.text(min_size=1, max_size=most)).map(_kept(most))


PEOPLE = st.builds(
    Person,
    id=st.integers(1, 2**31 - 1),
    workspace_id=st.just("T1"),
    slack_id=st.integers(0, 10**9).map(lambda number: f"U0{number:09}"),
    name=texts(255),
    time_zone=st.just("UTC"),
    is_gone=st.booleans(),
    email=st.none() | texts(320),
    given_role=st.none() | st.sampled_from([role.value for role in Role]),
)
TEAMS = st.builds(Team, id=st.integers(1, 2**31 - 1), name=texts(MAX_TEAM_NAME), lead_id=st.integers(1, 9))
STANDINGS = st.builds(
    Standing,
    person=PEOPLE,
    manager=st.none() | PEOPLE,
    reports=st.lists(PEOPLE, max_size=3).map(lambda people: tuple(people) * 40),
    team=st.none() | TEAMS,
    parent_team=st.none() | TEAMS,
    led_teams=st.lists(TEAMS, max_size=3).map(lambda teams: tuple(teams) * 20),
    aliases=st.lists(texts(MAX_ALIAS), max_size=2).map(lambda names: tuple(names) * (MAX_ALIASES // 2)),
)
MEANT = "<@U0EVIL"


def assert_good(message: Message) -> None:
    assert check_message(message.text, message.blocks) == []
    assert message.text.strip()
    for text in (message.text, str(message.blocks)):
        assert not any(live in text for live in ("<!", "<http", MEANT))


@given(STANDINGS)
def test_one_s_own_place(standing: Standing) -> None:
    said = shown.claim_said(standing.reports)
    longest = "V" + "0" * 20 + ":" + ",".join(["2147483647"] * 50)
    assert len(longest) <= BUTTON_VALUE.value
    for message in (
        shown.people_message(standing),
        shown.people_message(standing, said=said, undo=longest),
        shown.people_message(standing, said=shown.claim_undone_said(standing.reports)),
    ):
        assert_good(message)


@given(STANDINGS, st.lists(texts(700), max_size=30))
def test_changes_and_notices(standing: Standing, changes: Sequence[str]) -> None:
    person, manager = standing.person, standing.manager
    for message in (
        shown.changed_message(standing, changes),
        shown.claimed_notice(person),
        shown.claim_undone_notice(person),
        shown.disputed_notice(person),
        shown.disputed_message(manager),
        shown.placed_notice_to_manager(person, person),
        shown.placed_notice_to_person(manager, person),
        shown.field_chosen_message(person.name),
        shown.field_chosen_message(None),
    ):
        assert_good(message)


@given(STANDINGS, st.sampled_from(["", "https://hooks.slack.com/" + "a" * 3_000]))
def test_the_form_comes_back_as_it_was_filled(standing: Standing, response_url: str) -> None:
    place = PeoplePlace(standing.person.id, response_url or None)
    view = edit_view(standing, place)
    assert check_view(view) == []
    assert PeoplePlace.load(view["private_metadata"]).person == standing.person.id
    state = state_of(view["blocks"], {})
    assert read_edit(state, standing.person.id) == Wish(
        person_id=standing.person.id,
        manager=standing.manager.id if standing.manager else None,
        team=" ".join(standing.team.name.split()) if standing.team else None,
        parent_team=" ".join(standing.parent_team.name.split()) if standing.parent_team else None,
        leads=standing.leads_team,
        role=Role(standing.person.given_role) if standing.person.given_role else None,
        aliases=tuple(
            name for alias in standing.aliases for line in alias.splitlines() if (name := " ".join(line.split()))
        ),
    )


def test_a_form_with_everything_cleared() -> None:
    state: dict[str, Any] = {"values": {}}
    assert read_edit(state, 7) == Wish(7, manager=None, team=None, parent_team=None, leads=False, role=None, aliases=())


@given(st.lists(PEOPLE, min_size=1, max_size=2), st.lists(TEAMS, max_size=2), texts(MAX_TEAM_NAME))
def test_the_menus(people: list[Person], teams: list[Team], typed: str) -> None:
    problems: Problems = []
    OPTIONS(person_options(people * 60), "/options", problems)
    groups = team_options(teams * 60, typed, offers_new=True)
    OPTION_GROUPS(groups, "/option_groups", problems)
    assert problems == []
    assert person_options([]) == team_options([], typed, offers_new=False) == []


@given(st.lists(texts(300), min_size=1, max_size=3))
def test_the_other_forms(labels: list[str]) -> None:
    place = PeoplePlace(response_url="https://hooks.slack.com/x")
    fields = [ProfileField(f"Xf{number}", label) for number, label in enumerate(labels * 60)]
    for view in (
        claim_view(place),
        choose_view(place),
        field_view(fields, "Xf1", place),
        field_view(fields, None, place),
    ):
        assert check_view(view) == []
    assert field_chosen(state_of(field_view(fields, "Xf0", place)["blocks"], {})) is not None
    assert field_chosen(state_of(field_view(fields, None, place)["blocks"], {})) is None


def test_what_is_no_id_is_nobody() -> None:
    def of(action: str, **held: object) -> dict[str, Any]:
        return {"values": {action: {action: held}}}

    options = [{"value": value} for value in ("7", "-1", "1e3", "٣", "99999999999999")]
    assert people_chosen(of("people.claimed", selected_options=options)) == [7, 0, 0, 0, 0]
    assert person_chosen(of("people.person", selected_option={"value": "x"})) == 0


def test_another_version_s_form_is_refused() -> None:
    with pytest.raises(Refused, match="not known here any more"):
        PeoplePlace.load('{"somebody": 1}')


def test_a_manager_who_left_is_named_without_a_mention() -> None:
    gone = Person(2, "T1", "U0GONE", "Gone <b>", "UTC", is_gone=True)
    message = shown.people_message(Standing(replace(gone, id=1, is_gone=False), manager=gone))
    assert "You report to Gone &lt;b&gt;, who has left." in message.text
