"""The sample workspace: a support team, its customers, and what they wrote in the last days."""

import time
from copy import deepcopy
from dataclasses import replace

from playground.model import Conversation, Member, Message
from playground.store import Contents

TEAM_ID = "T0NORTHWIND"
TEAM_NAME = "Northwind Support"
GLOBEX_ID = "T0GLOBEX"
APP_ID = "A0PRAISE"
BOT_ID = "B0PRAISE"
BOT = Member("U0PRAISE", TEAM_ID, "praiseworthy", "Praiseworthy", is_bot=True, tz="UTC", color="2b6cb0")
MANAGER_FIELD = "Xf0MANAGER"
_PROFILE_FIELDS = [
    {
        "id": "Xf0PHONE",
        "ordering": 0,
        "label": "Desk phone",
        "hint": "Your extension",
        "type": "text",
        "possible_values": None,
        "options": None,
    },
    {
        "id": MANAGER_FIELD,
        "ordering": 1,
        "label": "Manager",
        "hint": "Whom you report to",
        "type": "user",
        "possible_values": None,
        "options": {"is_scim": True},
    },
]
_MANAGERS = {"U0ANA": "U0MAYA", "U0BRUNO": "U0MAYA", "U0CHIDI": "U0MAYA", "U0MAYA": "U0LEO"}


def _people() -> list[Member]:
    people = [
        Member("U0ANA", TEAM_ID, "ana", "Ana Pereira", "Support technician", "Europe/Lisbon", "b45309"),
        Member("U0BRUNO", TEAM_ID, "bruno", "Bruno Keller", "Support technician", "Europe/Berlin", "1d4ed8"),
        Member("U0CHIDI", TEAM_ID, "chidi", "Chidi Okafor", "Support technician", "America/New_York", "047857"),
        Member("U0MAYA", TEAM_ID, "maya", "Maya Lindqvist", "Service manager", "Europe/Stockholm", "9d174d"),
        Member("U0LEO", TEAM_ID, "leo", "Leo Hart", "Head of service", "Europe/London", "6d28d9"),
        Member(
            "U0DANA",
            TEAM_ID,
            "dana",
            "Dana Ruiz",
            "Workspace admin",
            "America/Chicago",
            "b91c1c",
            is_admin=True,
            is_owner=True,
        ),
        Member(
            "U0CARLA",
            GLOBEX_ID,
            "carla",
            "Carla Rossi",
            "Store systems, Globex Retail",
            "Europe/Rome",
            "0e7490",
            is_stranger=True,
        ),
        Member(
            "U0GUS",
            TEAM_ID,
            "gus",
            "Gus Meyer",
            "Contractor",
            "Europe/Vienna",
            "4b5563",
            is_restricted=True,
            is_ultra_restricted=True,
        ),
        replace(BOT),
    ]
    for person in people:
        if not person.is_bot:
            person.email = f"{person.name}@{'globex' if person.is_stranger else 'northwind'}.example"
        if person.id in _MANAGERS:
            person.fields = {MANAGER_FIELD: _MANAGERS[person.id]}
    return people


_STAFF = {"U0ANA", "U0BRUNO", "U0CHIDI", "U0MAYA", "U0LEO", "U0DANA", BOT.id}
_CHANNELS = [
    ("C0GENERAL", "general", _STAFF, "News for everybody"),
    ("C0HELPDESK", "help-desk", _STAFF | {"U0GUS"}, "Ask here, somebody helps"),
    ("C0VPN", "vpn", _STAFF, "VPN and tokens"),
    ("C0ACME", "acme", _STAFF, "Everything about Acme Corp"),
    ("C0GLOBEX", "globex-shared", {"U0ANA", "U0CHIDI", "U0MAYA", "U0CARLA", BOT.id}, "With Globex Retail"),
    ("C0KUDOS", "kudos", _STAFF, "Say thank you"),
]

_DAY = 24 * 60

# Minutes ago, channel, author, text, reactions.
_MESSAGES: list[tuple[int, str, str, str, dict[str, list[str]]]] = [
    (
        62 * _DAY,
        "C0GLOBEX",
        "U0CARLA",
        "Ana, thank you for keeping a cool head on Saturday while eleven shops stood still. You explained the sync "
        "until my night shift understood it, and they haven't called me since. It is the best support we ever had.",
        {"heart": ["U0MAYA"]},
    ),
    (
        54 * _DAY,
        "C0ACME",
        "U0MAYA",
        "Acme's shift lead on the phone just now: “Ana listened to the whole story before she touched anything. For "
        "the first time I didn't have to explain it three times.”",
        {"raised_hands": ["U0CHIDI"]},
    ),
    (
        38 * _DAY,
        "C0GLOBEX",
        "U0CARLA",
        "Thank you so much, Ana, also for your empathy! You saw what an empty till means for the people in Turin, and "
        "stayed until it was solved.",
        {"heart": ["U0ANA", "U0MAYA"]},
    ),
    (37 * _DAY, "C0GLOBEX", "U0CARLA", "We are moving the Milan stores next month, it will be quieter here.", {}),
    (
        20 * _DAY,
        "C0ACME",
        "U0MAYA",
        "From Acme's loading dock: “Ana had a cool head for all six of us. Thanks to Ana we shipped on time.”",
        {"tada": ["U0LEO"]},
    ),
    (2890, "C0GENERAL", "U0LEO", "Reminder: quarterly reviews are in two weeks. Bring results, not ticket counts.", {}),
    (
        2875,
        "C0GENERAL",
        "U0MAYA",
        "Will do. First-contact resolution for Acme is the one I watch.",
        {"eyes": ["U0LEO"]},
    ),
    (
        1620,
        "C0HELPDESK",
        "U0GUS",
        "The badge printer on floor 2 prints everything upside down again :upside_down_face:",
        {},
    ),
    (1608, "C0HELPDESK", "U0ANA", "On my way, give me five minutes.", {"pray": ["U0GUS"]}),
    (
        1565,
        "C0HELPDESK",
        "U0GUS",
        "<@U0ANA> fixed it and showed me how to do it next time. Thank you!",
        {"heart": ["U0DANA"]},
    ),
    (1490, "C0VPN", "U0DANA", "New VPN tokens go out today. Expect questions.", {}),
    (1415, "C0VPN", "U0BRUNO", "Closed 14 token tickets since this morning.", {}),
    (
        1400,
        "C0VPN",
        "U0ANA",
        "Acme's warehouse team was locked out, I stayed on the phone with them until all six were in.",
        {},
    ),
    (1330, "C0ACME", "U0MAYA", "Acme asked who helped them with the VPN. Nothing in the tickets. Who was it?", {}),
    (1322, "C0ACME", "U0CHIDI", "That was Ana, I think.", {"raised_hands": ["U0MAYA"]}),
    (
        260,
        "C0GLOBEX",
        "U0CARLA",
        "Our store tablets in Milan lose the sync every night. It is only a few shops, for now.",
        {},
    ),
    (
        236,
        "C0GLOBEX",
        "U0ANA",
        "I looked at two of them with your night shift, it is the certificate. I can script the renewal.",
        {},
    ),
    (
        205,
        "C0GLOBEX",
        "U0CARLA",
        "Ana, you listened to the whole story and stayed calm while we were not. Thank you.",
        {},
    ),
    (
        95,
        "C0HELPDESK",
        "U0CHIDI",
        "Anyone else seeing Outlook ask for the password in a loop? Finance has three of them.",
        {},
    ),
    (80, "C0KUDOS", "U0CHIDI", "Thanks <@U0ANA> for taking my late shift on Friday!", {"tada": ["U0MAYA", "U0BRUNO"]}),
]


def sample() -> Contents:
    """The workspace as it is when the playground starts for the first time."""
    contents = Contents(
        people={person.id: person for person in _people()},
        profile_fields=deepcopy(_PROFILE_FIELDS),
        began=f"{time.time():.6f}",
    )
    for channel_id, name, members, topic in _CHANNELS:
        shared = channel_id == "C0GLOBEX"
        contents.conversations[channel_id] = Conversation(channel_id, name, "channel", set(members), topic, shared)
    for person in contents.people.values():
        if not person.is_bot:
            direct_id = person.id.replace("U0", "D0", 1)
            contents.conversations[direct_id] = Conversation(direct_id, "", "im", {person.id, BOT.id})
    now = time.time()
    for minutes, channel_id, author, text, reactions in _MESSAGES:
        who = {name: list(people) for name, people in reactions.items()}
        contents.add_message(Message(channel_id, f"{now - minutes * 60:.6f}", author, text, reactions=who))
    return contents
