"""Taking somebody out of other people's words: what is theirs goes, everybody else's words stay as they are."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.forgetting import SOMEBODY, TEXT_DELETED, Texts, Traces, is_forgotten, same_name, shared_names
from bot.domain.people import Person

PSEUDONYM = "XFORGOTTEN0123456789ABCDEF"
ANA = Traces("U0ANA", PSEUDONYM, ("Ana Maria Pereira", "Nita", "Ana Banana"), "ana.pereira@firm.example")
WILL = Traces("U0WILL", PSEUDONYM, ("Will Mark",), None)
OTHERS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    "said",
    [
        "<@U0ANA>",
        "<@U0ANA|ana>",
        "&lt;@U0ANA&gt;",
        "U0ANA",
        "ana maria pereira",
        "ANA  MARIA PEREIRA",
        "Ana Pereira",
        "Ána Pereíra",
        "Pereira, Ana",
        "ana.pereira",
        "anapereira",
        "Ana-Maria\nPereira",
        "<mailto:ana.pereira@firm.example|ana.pereira@firm.example>",
        "Ana.Pereira@FIRM.example",
        "@ana",
        "@nita",
        "Ana",
        "Pereira",
        "Nita",
        "Ana Banana",
    ],
)
def test_whatever_names_them_goes(said: str) -> None:
    assert ANA.without(f"thanks to {said}, it works") == f"thanks to {SOMEBODY}, it works"


def test_possessives_keep_their_ending() -> None:
    assert ANA.without("It is Ana's and Ana Pereira’s idea") == f"It is {SOMEBODY}'s and {SOMEBODY}’s idea"


@pytest.mark.parametrize(
    "said",
    ["U0ANA2 and AU0ANA", "a banana for Anabel and Mariana", "my ana", "xana.pereira@firm.example.org", "Maria-Josefa"],
)
def test_what_only_looks_like_it_stays(said: str) -> None:
    stays = said.replace("Maria-Josefa", "Mariah")
    assert ANA.without(stays) == stays


def test_in_what_concerns_them_a_first_name_goes_however_it_is_written() -> None:
    assert ANA.without("ana saved my day") == "ana saved my day"
    assert ANA.without("ana saved my day", concerns_them=True) == f"{SOMEBODY} saved my day"


def test_a_name_that_is_also_a_word_goes_only_where_it_is_a_name() -> None:
    assert WILL.without("Will do. I will mark it, says Will") == "Will do. I will mark it, says Will"
    assert WILL.without("thanks @will, and Will Mark") == f"thanks {SOMEBODY}, and {SOMEBODY}"
    told = WILL.without("Will do. I will mark it, says Will", concerns_them=True)
    assert told == f"Will do. I will mark it, says {SOMEBODY}"


def test_a_name_that_somebody_else_goes_by_stays_where_it_may_be_theirs() -> None:
    shared = shared_names(ANA.names, ["Ana Costa", "Bruno Keller"])
    assert shared == {"ana"}
    with_another = Traces(ANA.slack_id, PSEUDONYM, ANA.names, ANA.email, shared)
    assert with_another.without("Ana and Ana Pereira") == f"Ana and {SOMEBODY}"
    assert with_another.without("Ana was kind", concerns_them=True) == f"{SOMEBODY} was kind"


def test_a_namesake_keeps_the_full_name_but_in_what_concerns_the_one_who_goes() -> None:
    shared = shared_names(["Ana Pereira"], ["Ana Pereira"])
    namesake = Traces("U0ANA", PSEUDONYM, ("Ana Pereira",), None, shared)
    assert namesake.without("Ana Pereira and <@U0ANA>") == f"Ana Pereira and {SOMEBODY}"
    assert namesake.without("Ana Pereira", concerns_them=True) == SOMEBODY


def test_keys_stay_different() -> None:
    keys = ["reaction:U0ANA:C1:1", "reaction:U0ANA:C1:2", "reaction:U0ANA2:C1:1"]
    cleaned = [ANA.without_ids(key) for key in keys]
    assert cleaned == [f"reaction:{PSEUDONYM}:C1:1", f"reaction:{PSEUDONYM}:C1:2", keys[2]]


@given(before=OTHERS, after=OTHERS)
def test_a_mention_goes_whatever_stands_around_it(before: str, after: str) -> None:
    assert "<@U0ANA>" not in ANA.without(f"{before}<@U0ANA>{after}")


@given(words=st.lists(st.sampled_from(["Ana", "Maria", "Pereira", "Bruno", "@nita", "U0ANA", "<@U0ANA>", "…", "-"])))
def test_nothing_of_them_is_left_and_nobody_else_is_touched(words: list[str]) -> None:
    said = ANA.without(" ".join(words), concerns_them=True)
    assert not any(trace in said for trace in ("Ana", "Maria", "Pereira", "nita", "U0ANA"))
    assert said.count("Bruno") == words.count("Bruno")


@given(words=OTHERS)
def test_words_about_nobody_stay_exactly_as_they_are(words: str) -> None:
    stranger = Traces("U0ZQXW", PSEUDONYM, ("Zqxwv Qzxwvy",), "zqxwv@firm.example")
    assert stranger.without(words) == words


@given(words=OTHERS)
def test_doing_it_twice_is_doing_it_once(words: str) -> None:
    once = ANA.without(f"Ana {words} Pereira")
    assert ANA.without(once) == once


def test_a_message_keeps_its_shape_and_its_lengths() -> None:
    message = {
        "text": "Ana",
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "A" * 70 + " Ana"}, "user": "U0ANA"}],
        "number": 7,
        "none": None,
    }
    cleaned = ANA.without_in(message)
    assert cleaned["text"] == SOMEBODY
    assert cleaned["blocks"][0]["user"] == PSEUDONYM
    assert len(cleaned["blocks"][0]["text"]["text"]) <= 74
    assert (cleaned["number"], cleaned["none"]) == (7, None)


def test_what_is_looked_for_is_kept_as_json_meanwhile() -> None:
    kept = json.loads(json.dumps(ANA.dump()))
    assert Traces.load(kept) == ANA


def test_the_name_that_is_typed_to_confirm() -> None:
    assert same_name(" ana  MARÍA pereira ", "Ana Maria Pereira")
    assert not same_name("Ana", "Ana Maria Pereira")
    assert not same_name("", "Ana")


def test_the_pseudonym_is_no_id_of_slacks() -> None:
    assert is_forgotten(PSEUDONYM)
    assert not is_forgotten(Person(1, "T", "U0ANA", "Ana", "UTC").slack_id)


SAYINGS = st.text("abc ", max_size=40)


@given(said=SAYINGS, texts=st.lists(st.text("abc ", min_size=8, max_size=30), max_size=4))
@example(said="xxabcabcabcxx", texts=["abcabcab"])
@example(said=f"x{'abc' * 9}", texts=["abc" * 8, "abc" * 9, "cabcabca"])
@example(said=f"x{'abc' * 7}cc", texts=["abc" * 8])
def test_texts_go_wherever_they_stand_and_what_has_none_stays(said: str, texts: list[str]) -> None:
    left = Texts(texts).deleted_in({"text": said, "blocks": [said, 1]})
    assert not any(text in left["text"] for text in texts)
    assert (left["text"] == said) == (not any(text in said for text in texts))
    assert left["blocks"] == [left["text"], 1]


def test_of_two_texts_the_longer_goes_whole() -> None:
    texts = Texts(["Fixed the import", "Fixed the import of Globex", "of"])
    assert texts.deleted_in("_Fixed the import of Globex_ and more of it") == f"_{TEXT_DELETED}_ and more of it"
