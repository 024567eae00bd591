"""What every text column of the database holds of people: what is exported, emptied, searched, and what is nobody's.

It is data, so that downloading, forgetting and the tests read the same. A text column that doesn't stand here fails a
test; numbers, dates and flags go with the row that they stand in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.forgetting import TEXT_DELETED


class Holds(StrEnum):
    """What a column holds."""

    PERSON = "person"
    """The id of a row of `people`."""
    SLACK_ID = "slack_id"
    """An id of Slack's, of a person or of a conversation."""
    WORDS = "words"
    """What somebody typed, or words that may name people."""
    JSON = "json"
    """Words and ids of Slack's, in lists and objects."""
    KEY = "key"
    """A name of a request or a message for the program; a person's id may be part of it."""
    NAME_KEY = "name_key"
    """How a name in another column of the row is compared."""
    OWN_NAME = "own_name"
    """What somebody is called; of somebody else it stays, whatever it is."""
    NOTHING = "nothing"
    """Nothing about people, for the reason given."""


@dataclass(frozen=True, slots=True)
class Through:
    """Rows that belong to somebody through another table: `column` is one of its `remote` where `person` is theirs."""

    column: str
    table: str
    remote: str
    person: str


@dataclass(frozen=True, slots=True)
class Among:
    """Rows that belong to everybody whose Slack id stands in `column`, where commas are between several."""

    column: str


Way = str | Through | Among
"""How rows are known to be somebody's; a mere name is a column with one id, of ours or of Slack's."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `whose` names whose words they are: emptied to `becomes` with everything of that person.

    `whose` is a column with the id of a person or a Slack id, or a way through another table. Not exported is what
    has a `reason`.
    """

    holds: Holds
    reason: str = ""
    whose: Way | None = None
    becomes: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. A row is somebody's when one of `whose` says so; `called` names such rows, '' where none is anybody's.

    `goes_with`: the row is removed when the person in one of these columns is forgotten. `lets_go`: columns that are
    emptied then.
    """

    name: str
    called: str = ""
    whose: tuple[Way, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    goes_with: tuple[str, ...] = ()
    lets_go: tuple[str, ...] = ()


def _nothing(reason: str) -> Column:
    return Column(Holds.NOTHING, reason)


_PERSON = Column(Holds.PERSON)
_SLACK_ID = Column(Holds.SLACK_ID)
_WORDS = Column(Holds.WORDS)
_JSON = Column(Holds.JSON)
_KEY = Column(Holds.KEY, "the program's own name of the request")
_CODE = _nothing("one of a fixed list of the program's words")
_CHANNEL = _nothing("a channel")
_SETTING = _nothing("a setting of the workspace")


def _words_of(whose: Way, becomes: Any = "") -> Column:
    return Column(Holds.WORDS, whose=whose, becomes=becomes)


_OWNED_GOAL = Through("goal_id", "goals", "id", "owner_person_id")
_PRAISED = Through("id", "praise_people", "praise_id", "person_id")
_THANKED = Through("id", "kudos_people", "kudos_id", "person_id")
_SAID_PRAISE = Through("praise_id", "praises", "id", "said_by")

GOAL_DELETED = "(goal of a former colleague)"
CHANGED_GOAL_DELETED: dict[str, Any] = {}

TABLES: tuple[Table, ...] = (
    Table(
        "people",
        "who you are here, as Slack tells and as your workspace says",
        ("id",),
        {
            "slack_id": _SLACK_ID,
            "name": Column(Holds.OWN_NAME),
            "folded_name": Column(Holds.OWN_NAME, "the name in lower case and without accents, to search by"),
            "time_zone": _nothing("a time zone"),
            "email": Column(Holds.OWN_NAME),
            "given_role": _CODE,
            "manager_id": _PERSON,
        },
    ),
    Table(
        "person_aliases",
        "other names that you go by",
        ("person_id",),
        {
            "person_id": _PERSON,
            "key": Column(Holds.OWN_NAME, "the name, as names are compared"),
            "name": Column(Holds.OWN_NAME),
        },
        goes_with=("person_id",),
    ),
    Table(
        "work_logs",
        "help that you logged",
        ("person_id",),
        {
            "person_id": _PERSON,
            "summary": _words_of("person_id", TEXT_DELETED),
            "helped": Column(Holds.JSON, whose="person_id", becomes=[]),
            "tags": _JSON,
            "references": Column(Holds.JSON, whose="person_id", becomes=[]),
            "links": Column(Holds.JSON, whose="person_id", becomes=[]),
            "source": _CODE,
            "origin_key": _KEY,
            "typed": _words_of("person_id"),
            "permalink": _words_of("person_id", None),
        },
    ),
    Table(
        "help_questions",
        "questions about help: those that you were asked, and those about help of yours",
        ("person_id", "helper_id"),
        {"person_id": _PERSON, "helper_id": _PERSON, "answer": _CODE},
    ),
    Table(
        "help_question_opt_outs",
        "that you don't want to be asked about help",
        ("person_id",),
        {"person_id": _PERSON},
        goes_with=("person_id",),
    ),
    Table(
        "goals",
        "goals that are yours or that you set",
        ("owner_person_id", "set_by_id"),
        {
            "title": _words_of("owner_person_id", GOAL_DELETED),
            "owner_kind": _CODE,
            "owner_person_id": _PERSON,
            "unit": _WORDS,
            "direction": _CODE,
            "why": _words_of("owner_person_id"),
            "tags": _JSON,
            "state": _CODE,
            "agreement": _CODE,
            "proposal": _words_of("owner_person_id"),
            "set_by_id": _PERSON,
            "origin_key": _KEY,
        },
    ),
    Table(
        "goal_changes",
        "changes of goals: by you, or of goals of yours",
        ("changed_by_id", _OWNED_GOAL),
        {
            "changed_by_id": _PERSON,
            "before": Column(Holds.JSON, whose=_OWNED_GOAL, becomes=CHANGED_GOAL_DELETED),
        },
    ),
    Table(
        "measurements",
        "measurements that you gave, and those of your goals",
        ("given_by_id", _OWNED_GOAL),
        {
            "note": _words_of("given_by_id"),
            "confidence": _CODE,
            "source": _CODE,
            "given_by_id": _PERSON,
            "state": _CODE,
            "origin_key": _KEY,
        },
    ),
    Table(
        "kudos",
        "kudos that you gave or got",
        ("author_id", _THANKED),
        {
            "author_id": _PERSON,
            "words": _words_of("author_id", TEXT_DELETED),
            "behaviours": _JSON,
            "tags": _JSON,
            "channel": _CHANNEL,
            "origin_key": _KEY,
        },
    ),
    Table("kudos_people", "your name on kudos", ("person_id",), {"person_id": _PERSON}),
    Table("kudos_voices", "kudos that you added your voice to", ("person_id",), {"person_id": _PERSON}),
    Table(
        "praises",
        "what customers said: about you, noted or decided by you, or said by you",
        ("said_by", "noted_by_id", "handled_by_id", _PRAISED),
        {
            "source": _CODE,
            "words": _words_of("said_by", TEXT_DELETED),
            "said_by": _SLACK_ID,
            "channel": _CHANNEL,
            "message_ts": _nothing("a moment"),
            "permalink": _words_of("said_by", None),
            "reason": _WORDS,
            "state": _CODE,
            "handled_by_id": _PERSON,
            "dismissed_because": Column(
                Holds.WORDS, "somebody else's reasons, which they gave in confidence", whose="handled_by_id"
            ),
            "noted_by_id": _PERSON,
            "origin_key": _KEY,
        },
    ),
    Table(
        "praise_people",
        "your name on customers' praise, where you are meant or may be",
        ("person_id",),
        {"person_id": _PERSON},
    ),
    Table("praise_prompts", "praise that you were asked about", ("person_id",), {"person_id": _PERSON}),
    Table(
        "praise_examples",
        "examples that teach me what praise is: from your decisions, or about you",
        ("said_by_id", Through("praise_id", "praise_people", "praise_id", "person_id")),
        {
            "source": _CODE,
            "words": _words_of(_SAID_PRAISE, TEXT_DELETED),
            "proposed": _JSON,
            "people": _JSON,
            "said_by_id": _PERSON,
        },
    ),
    Table(
        "digest_subscriptions",
        "digests that you get",
        ("person_id",),
        {
            "kind": _CODE,
            "person_id": _PERSON,
            "to": _SLACK_ID,
            "parts_left_out": _nothing("parts of a digest"),
            "time_zone": _nothing("a time zone"),
            "last_period": _nothing("a week or a month"),
        },
        goes_with=("person_id",),
    ),
    Table(
        "digest_answers",
        "answers to prompts of your digests",
        ("manager_id",),
        {"manager_id": _PERSON, "about": _KEY, "answer": _CODE},
        goes_with=("manager_id",),
    ),
    Table(
        "card_looks",
        "looks at results: yours by others, and others' by you",
        ("seen_id", "looker_id"),
        {"looker_id": _PERSON, "seen_id": _PERSON, "what": _CODE, "origin_key": _KEY},
        goes_with=("seen_id",),
    ),
    Table(
        "home_tabs",
        "when you opened App Home",
        ("person_id",),
        {"person_id": _PERSON},
        goes_with=("person_id",),
    ),
    Table(
        "teams",
        "teams that you lead",
        ("lead_id",),
        {"name": _WORDS, "key": Column(Holds.NAME_KEY, "the name, as names are compared"), "lead_id": _PERSON},
        lets_go=("lead_id",),
    ),
    Table(
        "watched_channels",
        "channels that you marked or are the champion of",
        ("champion_id", "marked_by_id"),
        {"channel": _CHANNEL, "champion_id": _PERSON, "marked_by_id": _PERSON},
        lets_go=("champion_id",),
    ),
    Table(
        "workspace_settings",
        "that you are the recognition champion",
        ("champion_id",),
        {
            "days_off": _SETTING,
            "manager_field": _SETTING,
            "kudos_channel": _CHANNEL,
            "champion_id": _PERSON,
            "behaviours": _JSON,
            "keep_days": _SETTING,
            "currency": _SETTING,
        },
        lets_go=("champion_id",),
    ),
    Table(
        "customer_merges",
        "customers that you merged",
        ("merged_by_id",),
        {"gone_name": _WORDS, "moved": _nothing("ids of records"), "merged_by_id": _PERSON},
    ),
    Table(
        "deliveries",
        "messages to you, alone or with others",
        (Among("to"),),
        {
            "id": _nothing("a random id"),
            "purpose": _KEY,
            "to": _SLACK_ID,
            "message": _JSON,
            "state": _CODE,
            "channel": _SLACK_ID,
            "ts": _nothing("a moment"),
            "parked_reason": _nothing("Slack's name of an error"),
        },
    ),
    Table(
        "inbox",
        columns={
            "event_id": _nothing("Slack's id of the event"),
            "kind": _CODE,
            "about": _KEY,
            "event": Column(Holds.JSON, "an event from Slack, for the moments until it is worked off"),
            "parked_reason": _WORDS,
        },
    ),
    Table(
        "audit_log",
        "the audit log: what you did, what you were refused, and what was done about you",
        ("actor", "subject"),
        {"actor": _SLACK_ID, "action": _CODE, "subject": _SLACK_ID, "outcome": _CODE},
    ),
    Table("customers", columns={"name": _WORDS}),
    Table("customer_names", columns={"key": Column(Holds.NAME_KEY), "name": _WORDS}),
    Table("customer_channels", columns={"channel": _CHANNEL}),
    Table("goal_customers"),
    Table("holidays", columns={"name": _WORDS}),
    Table(
        "forgotten_people",
        columns={
            "digest": _nothing("a keyed hash, which names nobody"),
            "person_id": Column(Holds.PERSON, "only while the forgetting goes on"),
            "asked_by_id": Column(Holds.PERSON, "only while the forgetting goes on"),
            "seeks": _nothing("what is looked for, only while the forgetting goes on"),
            "at_table": _nothing("a table"),
            "after_id": _nothing("an id"),
        },
    ),
    Table(
        "workspaces",
        columns={
            "name": _nothing("the workspace's own name, which Slack tells anew at every start"),
            "forgetting_key": _nothing("random"),
        },
    ),
)
"""Every table."""

BY_NAME = {table.name: table for table in TABLES}

TEXTS_OF_ENTRIES = ("summary", "typed", "links", "references", "permalink", "helped")
"""Columns of `work_logs` that go with *Delete my work logs' texts*: minutes, date, customer and tags stay."""
