"""Whom to ask about praise, when again, what is gathered, and the words around a customer's."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.ids import ActionId
from bot.blocks.praise_prompts import PromptPlace, prompt_message
from bot.blocks.praise_recognition import FormPlace, recognition_view, thanks_message, thanks_view
from bot.blocks.praise_report import change_of, praise_report_message, threshold_of
from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.kudos import MAX_WORDS, KudosSettings
from bot.domain.people import Person
from bot.domain.praise_prompts import (
    MOST_SHOWN,
    GatheredView,
    Page,
    Prompt,
    PromptView,
    WaitingView,
    is_due_again,
    page_of,
    remind_at,
    tomorrow_morning,
    whom_to_ask,
)
from bot.domain.praise_report import Counts, PraiseReport, ThresholdChange, Trial, read_threshold, report_lines
from bot.domain.praises import Praise, Praised, PraiseSource, PraiseState
from bot.domain.recognition import (
    MAX_OWN_WORDS,
    MAX_QUOTE,
    Recognition,
    RecognitionRefused,
    draft_quote,
    draft_words,
    kudos_words,
)
from bot.domain.work_logs import Customer
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from playground.block_kit import check_message, check_view

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""

SETTINGS = WorkspaceSettings(holidays=frozenset({date(2026, 11, 23)}))
"""The Monday after is a holiday."""


def person(number: int, **values: Any) -> Person:
    return Person(number, "T1", f"U{number:04}", f"Person {number}", "Europe/Lisbon", **values)


def praise(*praised: tuple[int, bool], **values: Any) -> Praise:
    fields: dict[str, Any] = {
        "id": 1,
        "workspace_id": "T1",
        "source": PraiseSource.OUTSIDE,
        "words": "Ana saved our day",
        "said_by": "Jane Miller",
        "said_at": NOW,
        "channel": "C1",
        "message_ts": "1.2",
        "permalink": "https://acme.slack.com/archives/C1/p12",
        "customer": Customer(1, "Acme"),
        "praised": tuple(Praised(number, f"U{number:04}", f"Person {number}", sure) for number, sure in praised),
        "score": 0.9,
        "reason": "thanks + name + outcome",
        "state": PraiseState.OPEN,
        "handled_by": None,
        "kudos_id": None,
        "dismissed_because": None,
        "created_at": NOW,
    }
    return Praise(**(fields | values))


ANA, BRUNO, MAYA, LEO, DANA, CHAMPION = (person(number) for number in range(1, 7))


class TestWhomToAsk:
    def test_the_manager(self) -> None:
        assert whom_to_ask(praise((1, True)), [[MAYA, LEO]], lambda: [CHAMPION, DANA]) == (MAYA,)

    def test_each_ones_manager_and_nobody_twice(self) -> None:
        two = praise((1, True), (2, True))
        assert whom_to_ask(two, [[MAYA], [LEO]], lambda: [DANA]) == (MAYA, LEO)
        assert whom_to_ask(two, [[MAYA], [MAYA]], lambda: [DANA]) == (MAYA,)

    def test_where_it_is_unsure_the_first_ones_manager_alone(self) -> None:
        assert whom_to_ask(praise((1, False), (2, False)), [[MAYA], [LEO]], lambda: [DANA]) == (MAYA,)

    def test_who_is_sure_counts_and_not_who_is_only_proposed(self) -> None:
        assert whom_to_ask(praise((1, False), (2, True)), [[MAYA], [LEO]], lambda: [DANA]) == (LEO,)

    def test_never_who_is_praised_but_the_next_above(self) -> None:
        both = praise((1, True), (3, True))
        assert whom_to_ask(both, [[MAYA, LEO], [LEO]], lambda: [DANA]) == (LEO,)

    @pytest.mark.parametrize("gone", [{"is_gone": True}, {"is_guest": True}, {"is_bot": True}, {"is_outside": True}])
    def test_never_who_is_no_colleague(self, gone: dict[str, bool]) -> None:
        assert whom_to_ask(praise((1, True)), [[person(3, **gone), LEO]], lambda: [DANA]) == (LEO,)
        assert whom_to_ask(praise((1, True)), [[]], lambda: [person(6, **gone), DANA]) == (DANA,)

    def test_champions_then_admins_where_nobody_is_above(self) -> None:
        assert whom_to_ask(praise((1, True)), [[]], lambda: [CHAMPION, DANA]) == (CHAMPION,)
        assert whom_to_ask(praise((1, True)), [[]], lambda: [DANA, LEO]) == (DANA,)

    def test_where_nobody_is_named_somebody_is_asked(self) -> None:
        assert whom_to_ask(praise(), [], lambda: [DANA]) == (DANA,)
        assert whom_to_ask(praise(), [], lambda: [CHAMPION, DANA]) == (CHAMPION,)

    def test_the_only_admin_is_not_asked_about_themself(self) -> None:
        assert whom_to_ask(praise((5, True)), [[]], lambda: [DANA]) == ()
        assert whom_to_ask(praise((5, True)), [[]], lambda: [DANA, LEO]) == (LEO,)


def prompt(**values: Any) -> Prompt:
    fields: dict[str, Any] = {"id": 1, "workspace_id": "T1", "praise_id": 1, "person_id": 3, "asked_at": NOW}
    return Prompt(**(fields | values))


class TestWhenAgain:
    @pytest.mark.parametrize(
        ("asked", "again"),
        [
            ("2026-11-16T12:00", "2026-11-18T12:00"),  # Monday to Wednesday
            ("2026-11-18T12:00", "2026-11-20T12:00"),  # Wednesday to Friday
            ("2026-11-19T12:00", "2026-11-24T12:00"),  # Thursday, over the weekend and a holiday, to Tuesday
            ("2026-11-20T18:30", "2026-11-26T09:00"),  # Friday evening counts as Tuesday morning
            ("2026-11-21T10:00", "2026-11-26T09:00"),  # and so does Saturday
            ("2026-11-17T06:00", "2026-11-19T09:00"),  # before the day begins
        ],
    )
    def test_two_working_days_later_within_the_day(self, asked: str, again: str) -> None:
        at = datetime.fromisoformat(asked).replace(tzinfo=UTC)
        expected = datetime.fromisoformat(again).replace(tzinfo=UTC)
        assert remind_at(prompt(asked_at=at), MAYA, SETTINGS) == expected
        assert not is_due_again(prompt(asked_at=at), MAYA, SETTINGS, expected - timedelta(minutes=1))
        assert is_due_again(prompt(asked_at=at), MAYA, SETTINGS, expected)

    def test_once_only(self) -> None:
        assert not is_due_again(prompt(reminded_at=NOW), MAYA, SETTINGS, NOW + timedelta(days=30))

    def test_later_is_the_next_working_morning_of_the_person(self) -> None:
        new_york = Person(3, "T1", "U3", "Maya", "America/New_York")
        assert tomorrow_morning(new_york, SETTINGS, NOW) == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
        friday = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
        assert tomorrow_morning(MAYA, SETTINGS, friday) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def test_across_the_change_of_clocks_it_is_nine_still(self) -> None:
        saturday = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # clocks in Lisbon change on the 29th
        assert tomorrow_morning(MAYA, SETTINGS, saturday) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)

    def test_later_wins_over_the_reminder(self) -> None:
        put_off = prompt(later_until=NOW + timedelta(days=9))
        assert not is_due_again(put_off, MAYA, SETTINGS, NOW + timedelta(days=8))
        assert is_due_again(put_off, MAYA, SETTINGS, NOW + timedelta(days=9))

    def test_a_year_of_holidays_ends(self) -> None:
        always = WorkspaceSettings(holidays=frozenset(NOW.date() + timedelta(days=n) for n in range(1_000)))
        assert tomorrow_morning(MAYA, always, NOW) > NOW


def test_pages() -> None:
    day = date(2026, 11, 18)
    assert page_of([5, 6, 7], 6, day) == Page(day, 2, 3, 5, 7)
    assert page_of([5], 5, day) == Page(day, 1, 1, None, None)
    assert page_of([5], 6, day) is None


@pytest.mark.parametrize("value", ["", "x", "-1", "1" * 10, "1:", "1:soon", "1:2026-13-01", "１"])
def test_a_place_that_is_not_ours_is_refused(value: str) -> None:
    if value == "1:":
        assert PromptPlace.load(value) == PromptPlace(1)
        return
    with pytest.raises(Refused):
        PromptPlace.load(value)


def test_places_come_back() -> None:
    for place in (PromptPlace(12), PromptPlace(12, date(2026, 11, 18))):
        assert PromptPlace.load(place.dump()) == place
        assert FormPlace.load(FormPlace(place.dump(), "https://x" * 900).dump()).place == place


class TestWords:
    @pytest.mark.parametrize(
        ("said", "reason", "begins"),
        [
            ("Ana is such a good listener", "name", "for listening"),
            ("Ana kept a clear head", "outcome", "for keeping a clear head"),
            ("Ana saved us", "thanks + more than expected", "for doing more"),
            ("Ana saved us", "thanks + name + outcome", "for help that changed"),
            ("Ana saved us", "thanks", "for service"),
        ],
    )
    def test_the_draft_fits_what_was_said(self, said: str, reason: str, begins: str) -> None:
        assert draft_words(praise(words=said, reason=reason), DEFAULT_BEHAVIOURS).startswith(begins)

    def test_a_behaviour_of_the_workspaces_own_is_named(self) -> None:
        assert draft_words(praise(words="such calm waters"), ("Calm waters",)) in {
            "for Calm waters:",
            "for help that changed something for the customer:",
        }

    def wish(self, **values: Any) -> Recognition:
        fields: dict[str, Any] = {
            "praise_id": 1, "people": ("U1",), "words": "for staying:", "quote": "Ana stayed", "behaviours": (),
            "channel": "C9", "names_customer": True,
        }  # fmt: skip
        return Recognition(**(fields | values))

    def test_with_and_without_the_name(self) -> None:
        assert kudos_words(self.wish(), "Jane", "Acme") == "for staying:\n“Ana stayed” – Jane, Acme"
        unnamed = self.wish(names_customer=False)
        assert kudos_words(unnamed, "Jane", "Acme") == "for staying:\n“Ana stayed” – a customer"
        assert kudos_words(self.wish(quote=""), "Jane", "Acme") == "for staying:"
        assert kudos_words(self.wish(words=""), "", "") == "“Ana stayed” – a customer"

    @pytest.mark.parametrize("wrong", [
        {"names_customer": False, "quote": "Thanks from ACME!"},
        {"names_customer": False, "words": "for Jane's day"},
        {"words": "", "quote": " "},
        {"words": "x" * (MAX_OWN_WORDS + 1)},
        {"quote": "x" * (MAX_QUOTE + 1)},
    ])  # fmt: skip
    def test_what_cannot_be(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(RecognitionRefused):
            kudos_words(self.wish(**wrong), "Jane", "Acme")

    def test_part_of_a_name_counts_unless_somebody_praised_is_called_so(self) -> None:
        signed = self.wish(names_customer=False, quote="Ana will stay! Thanks, Will")
        with pytest.raises(RecognitionRefused):
            kudos_words(signed, "Will Smith", "", ["Ana Pereira"])
        assert kudos_words(signed, "Ana Costa", "", ["Ana Pereira"])
        with pytest.raises(RecognitionRefused):
            kudos_words(signed, "Ana Costa", "", ["Bruno Keller"])

    def test_the_longest_is_no_longer_than_kudos_take(self) -> None:
        longest = self.wish(words="x" * MAX_OWN_WORDS, quote="x" * MAX_QUOTE)
        assert len(kudos_words(longest, "J" * 80, "A" * 80)) <= MAX_WORDS
        assert len(draft_quote(praise(words="x" * 3_000))) <= MAX_QUOTE


texts = st.text(max_size=4_000) | st.sampled_from(["&" * 3_000, "<!channel>" * 300, "🎉" * 1_500, "\n" * 3_000])


@given(
    words=texts,
    said_by=st.text(max_size=255),
    customer=st.text(max_size=80),
    reason=st.text(max_size=255),
    name=st.text(min_size=1, max_size=255),
    count=st.integers(0, 40),
    sure=st.booleans(),
    state=st.sampled_from(list(PraiseState)),
    permalink=st.none() | st.just("https://x.example/" + "|&" * 2_000),
    paged=st.booleans(),
)
def test_every_message_and_form_keeps_to_slacks_limits(
    words: str,
    said_by: str,
    customer: str,
    reason: str,
    name: str,
    count: int,
    sure: bool,
    state: PraiseState,
    permalink: str | None,
    paged: bool,
) -> None:
    praised = tuple(Praised(n + 10, f"U{n:04}", name, sure) for n in range(count))
    one = praise(words=words, reason=reason, state=state, permalink=permalink, customer=Customer(1, customer))
    one = Praise(**{field: getattr(one, field) for field in one.__dataclass_fields__} | {"praised": praised})
    day = NOW.date()
    page = Page(day, 2, 3, 4, 5) if paged else None
    view = PromptView(one, MAYA, said_by, day, day, later_until=NOW, handled_by=name, kudos_channel="C1", page=page)
    gathered = GatheredView(day, day, 30, 30, (one,) * MOST_SHOWN)
    for message in (
        prompt_message(view),
        prompt_message(gathered),
        prompt_message(WaitingView(7, (one,) * MOST_SHOWN)),
        thanks_message(view, "U1", words[:1_500].strip() or "x"),
    ):
        assert check_message(message.text, message.blocks) == []
        assert message.text.strip()
        assert "<!channel>" not in message.text
    place = FormPlace(PromptPlace(1).dump())
    behaviours = tuple(f"{n}{name}"[:40] for n in range(10))
    assert check_view(recognition_view(view, KudosSettings("C2", behaviours), behaviours[:2], place)) == []
    assert check_view(thanks_view(view, place)) == []


class TestReport:
    def test_shares_and_what_another_threshold_would_have_done(self) -> None:
        outside = Counts(
            right=41, wrong=3, open=2, scored_right=41, scored_wrong=3, kept_right=39, kept_wrong=1, person_right=38,
            person_wrong=3,
        )  # fmt: skip
        typed = Counts(right=4)
        report = PraiseReport(
            "Acme (T1)", 0.62, False, 0.7, {PraiseSource.OUTSIDE: outside, PraiseSource.TYPED: typed}, {"sarcasm": 3}
        )
        lines = report_lines(report)
        assert lines[0] == "Praise noticed in Acme (T1); threshold 0.62 (the program's)."
        assert any(line.split() == ["people", "from", "outside", "41", "3", "93", "%", "2", "0"] for line in lines)
        assert any(line.split() == ["all", "45", "3", "94", "%", "2", "0"] for line in lines)
        assert "Not praise, because: sarcasm 3." in lines
        assert "Who was named was who was meant 38 of 41 times." in lines
        assert (
            "With 0.70, 40 of these 44 prompts with a score would have been sent: 39 right and 1 wrong (98 %); "
            "2 right ones would have been missed." in lines
        )

    def test_nothing_yet(self) -> None:
        assert report_lines(PraiseReport("Acme", 0.5, True, 0.5, {}))[1:] == ["Nothing was noticed yet."]

    @pytest.mark.parametrize("typed", ["", "0", "1", "-0.5", "1.5", "nan", "inf", "much"])
    def test_thresholds_that_are_none(self, typed: str) -> None:
        with pytest.raises(Refused):
            read_threshold(typed)

    def test_thresholds(self) -> None:
        assert read_threshold(" 0,7 ") == read_threshold("0.7") == 0.7


class TestReportInSlack:
    TRIALS = (*(Trial(step / 100, step, step // 2) for step in range(30, 100, 5)), Trial(0.67, 70, 40))

    def report(self, **values: Any) -> PraiseReport:
        fields: dict[str, Any] = {
            "workspace": "this workspace",
            "threshold": 0.67,
            "is_own_threshold": False,
            "tried": 0.67,
            "by_source": {source: Counts(12_000, 1, 2, 3, 30, 10) for source in PraiseSource},
            "because": {"product": 2, "not said": 1},
            "trials": tuple(sorted(self.TRIALS, key=lambda one: one.threshold)),
            "program": 0.67,
        }
        return PraiseReport(**(fields | values))

    def test_it_says_what_a_higher_threshold_would_have_done(self) -> None:
        trials = (Trial(0.65, 0, 0), Trial(0.67, 0, 0), Trial(0.7, 0, 0), Trial(0.75, 1, 2))
        counts = Counts(30, 10, scored_right=30, scored_wrong=10)
        shown = str(praise_report_message(self.report(by_source={PraiseSource.OUTSIDE: counts}, trials=trials)).blocks)
        assert "With 0.75, of 40 decided prompts 3 would not have been asked: 2 wrong and 1 right." in shown
        assert "*people from outside*: 30 right, 10 wrong (75 % right)" in shown

    @pytest.mark.parametrize("change", [None, ThresholdChange(None, 0.75), ThresholdChange(0.7123456789, None)])
    @pytest.mark.parametrize("empty", [True, False])
    def test_it_keeps_to_slacks_limits(self, change: ThresholdChange | None, *, empty: bool) -> None:
        report = self.report(**({"by_source": {}, "because": {}} if empty else {}))
        message = praise_report_message(report, change)
        assert check_message(message.text, message.blocks) == []
        options = [
            option["value"]
            for block in message.blocks
            for element in block.get("elements", [])
            for option in element.get("options", [])
        ]
        assert [threshold_of(value) for value in options].count(None) == 1

    def test_undo_carries_the_change(self) -> None:
        change = ThresholdChange(None, 0.75)
        (undo,) = [
            element["value"]
            for block in praise_report_message(self.report(), change).blocks
            for element in block.get("elements", [])
            if element.get("action_id") == ActionId.PRAISE_THRESHOLD_BACK
        ]
        assert change_of(undo) == change

    @pytest.mark.parametrize("forged", ["", "x", "0", "1", "-1", "nan", "inf", "default;", "0.5:0.6"])
    def test_a_forged_value_is_refused(self, forged: str) -> None:
        with pytest.raises(Refused):
            threshold_of(forged)
