"""The words by which goals that count activity are told from results: English, and the common Spanish, German, French.

All are folded (see `bot.domain.line.tokens.fold`).
"""

import re
from enum import Enum, auto

from bot.domain.line.languages import word_set


class Group(Enum):
    """Kinds of activity, by what one would ask instead."""

    CONTACTS = auto()
    CASES = auto()
    MEETINGS = auto()
    WRITING = auto()
    LEARNING = auto()
    THINGS = auto()
    TIME = auto()
    PRESENCE = auto()
    SPEED = auto()


_COUNTED: tuple[tuple[Group, str, str], ...] = (
    (
        Group.CONTACTS,
        "calls",
        "call calls phonecalls dials interactions anruf anrufe anrufen telefonate llamada llamadas appel appels",
    ),
    (Group.CONTACTS, "chats", "chat chats conversations"),
    (
        Group.CONTACTS,
        "messages",
        "message messages replies texts sms nachrichten antworten mensajes respuestas réponses",
    ),
    (Group.CONTACTS, "emails", "email emails e-mail e-mails mail mails correo correos courriel courriels"),
    (Group.CONTACTS, "follow-ups", "follow-up follow-ups followups check-in check-ins touchpoints outreaches"),
    (Group.CONTACTS, "newsletters", "newsletter newsletters"),
    (Group.CASES, "tickets", "ticket tickets tix vorgänge incidencias"),
    (Group.CASES, "cases", "case cases fälle casos dossiers cas"),
    (Group.CASES, "incidents", "incident incidents störungen"),
    (Group.CASES, "requests", "request requests anfragen anträge solicitudes demandes requêtes"),
    (Group.CASES, "orders", "order orders aufträge órdenes"),
    (Group.CASES, "work orders", "workorders work-orders"),
    (Group.CASES, "issues", "issue issues problems escalations claims"),
    (Group.CASES, "tasks", "task tasks aufgaben tareas tâches jobs"),
    (
        Group.MEETINGS,
        "meetings",
        "meeting meetings qbr qbrs stand-up stand-ups standups besprechungen reuniones réunions",
    ),
    (Group.MEETINGS, "one-on-ones", "one-on-one one-on-ones 1:1s"),
    (
        Group.MEETINGS,
        "visits",
        "visit visits kundenbesuch kundenbesuche kundenbesuchen besuche visitas visite visites trips walkthroughs",
    ),
    (Group.MEETINGS, "demos", "demo demos presentations events roadshows"),
    (Group.WRITING, "articles", "article articles artikel artículo artículos kb wiki-articles faqs faq"),
    (Group.WRITING, "guides", "guide guides how-tos documents docs pages runbooks anleitungen guías reports"),
    (Group.WRITING, "posts", "post posts comment comments updates blogposts"),
    (
        Group.LEARNING,
        "trainings",
        "training trainings workshop workshops schulungen schulung course courses kurse formaciones formations cursos "
        "certification certifications certificates zertifikate webinar webinars seminars sessions",
    ),
    (Group.THINGS, "surveys", "survey surveys umfragen encuestas enquêtes"),
    (Group.THINGS, "reviews", "review reviews audits"),
    (Group.THINGS, "changes", "commits pull-requests prs deployments"),
    (Group.THINGS, "points", "story-points storypoints"),
)
COUNTED: dict[str, str] = {word: noun for _, noun, words in _COUNTED for word in words.split()}
"""Nouns of activity, to the English plural in which it is spoken of."""

GROUP_OF: dict[str, Group] = {noun: group for group, noun, _ in _COUNTED} | {"conversations": Group.CONTACTS}

DEMAND = frozenset({"calls", "chats", "emails", "messages", "tickets", "cases", "meetings", "visits", "trainings"})
"""What is activity even when a goal's title is nothing else."""

NEEDS_DOING = frozenset({"incidents", "issues", "orders", "requests", "surveys", "reviews"})
"""What also comes in, or comes from customers: only what is done with them is activity."""

WORKED_ON = word_set(
    "shipped patched installed replaced deployed migrated configured imaged reset visited contacted called met "
    "interviewed surveyed trained certified touched ausgeliefert installiert besucht geschult visitados contactados"
)
"""Behind a plural: 'servers patched', 'customers visited', 'agents trained'."""

DOING_VERBS = word_set(
    "swap image add audit upgrade build label scan refresh get hit make take answer handle close resolve "
    "solve complete finish process pick respond reply send write publish post "
    "create record log fill attend hold run host conduct perform do schedule book visit meet call phone ring dial "
    "contact email ask review update install patch ship reset replace deploy configure work touch drive go join teach "
    "train give present draft document assign triage test check inspect fix repair serve place organise organize have "
    "deliver submit arrange talk speak double serve participate join migrate return"
)
CONTACT_VERBS = word_set(
    "visit meet call phone ring dial contact email ask survey ping drive go talk speak serve train"
)
THING_VERBS = word_set(
    "swap image add audit upgrade build label scan refresh install patch ship reset replace deploy configure "
    "update review check inspect fix repair assign triage test "
    "document create process write migrate"
)
"""What they do counts as activity whatever it is done to: 'install 200 printers'."""

CONTACTED = word_set(
    "lead leads team teams tenants customer customers client clients prospect prospects user users account "
    "accounts store stores site sites "
    "employees colleagues people partners shops branches"
)
NUMBER_OF: tuple[tuple[str, ...], ...] = (
    ("number", "of"),
    ("count", "of"),
    ("anzahl", "der"),
    ("anzahl",),
    ("zahl", "der"),
    ("número", "de"),
    ("nombre", "de"),
    ("nombre", "d'"),
)
SINGULAR = word_set(
    "call chat message email e-mail mail ticket case incident request order issue task meeting visit demo"
)
"""Before another noun it only says what kind: 'ticket volume', 'call quality'."""

QUANTIFIERS = word_set(
    "at least about around up to min minimum more every all each the our a an your their than over through on off out "
    "in with to of many as"
)
ADJECTIVES = word_set(
    "outbound inbound phone support customer service new on-site onsite site field follow-up check-in "
    "knowledge base kb "
    "closed resolved solved work billable cold sales video weekly daily monthly quarterly how-to short long training "
    "internal team it helpdesk desk service-desk review status help extra good outgoing incoming telefon kunden "
    "password client technical additional different"
)
DONE = word_set(
    "made taken answered handled closed resolved solved completed finished processed sent written published posted "
    "created held attended touched booked dialled dialed worked geschlossen geschlossene bearbeitet "
    "bearbeitete erledigt "
    "beantwortet beantwortete cerrados cerradas resueltos atendidas atendidos hechas contestadas fermés clos clôturés "
    "traités résolus envoyés passés geführt done logged visited picked received"
)
PER_HEAD = word_set(
    "agent agents technician technicians engineer engineers head person employee analyst rep consultant shift daily "
    "day days hour week month weekly hourly tag woche mitarbeiter día dia semana jour semaine diarias diarios täglich "
    "quarter"
)
QUALIFIERS = word_set("that which who whose die que qui without ohne sin sans about because caused solving after again")
"""Behind a noun, they say which ones: then it may be a result after all."""

PRESENCE: tuple[tuple[Group, re.Pattern[str]], ...] = tuple(
    (group, re.compile(rf"\b(?:{'|'.join(patterns)})"))
    for group, patterns in (
        (
            Group.SPEED,
            (
                r"(?:average |avg |mean )?(?:handle|handling|talk|wrap-?up|after-call|call) (?:time|duration|length)\b|"
                r"wrap-?ups?\b|shorter calls?\b",
                r"aht\b|acw\b|dmt\b|tmo\b|after-call work|bearbeitungszeit|gesprächsdauer",
                r"durée (?:moyenne )?(?:de traitement|d'appel|des appels)|duración (?:media )?de (?:las )?llamadas?",
            ),
        ),
        (
            Group.PRESENCE,
            (
                r"(?:be|being|stay|staying|remain) (?:online|logged[ -](?:in|on)|available|active|green|reachable|"
                r"busy)\b",
                r"(?:everybody|everyone|the team|people|agents|staff) (?:busy|on the (?:phone|line))\b",
                r"on the phone\b.*\bhours\b|am telefon\b.*\b(?:stunden?|hours)\b",
                r"(?:status|presence) (?:green|online|active)",
                r"status (?:to )?green|in (?:the )?available status|available in the queue|clock(?:ing)? in|"
                r"log(?:ging)? in (?:by|before|at)",
                r"(?:time|be|hours?|sit) at (?:the |his |her |their |your |my )?desk\b|(?:be|days?|"
                r"hours?) in the office\b",
                r"hours online|online hours|time online|logged-in time|login time|attendance\b|adherence\b",
                r"no breaks|breaks? (?:longer|shorter)|idle time|occupancy|occupation\b|auslastung|ocupación",
                r"utili[sz]ation(?! of (?:the )?(?:portal|self|app|tool|licen|knowledge))|utilización",
                r"online (?:sein|bleiben)|eingeloggt|(?:stunden?|std|h|zeit) (?:täglich |pro tag )?am telefon",
                r"am telefon (?:sein|sitzen|bleiben)|au téléphone|al teléfono|conectad[oa]s?\b|connectée?s?\b|en línea",
            ),
        ),
        (
            Group.LEARNING,
            (
                r"(?:people|agents|employees|staff|colleagues|technicians|managers) (?:\w+ )?(?:trained|certified)\b",
                r"(?:training|course) (?:hours|days)|(?:hours?|days?) of training|schulungs(?:tage|stunden)|itil\b",
            ),
        ),
        (Group.MEETINGS, (r"(?:quarterly|monthly|weekly|business) reviews?\b",)),
        (
            Group.TIME,
            (
                r"(?:billable|billed|booked|overtime|logged|worked|productive|chargeable) hours",
                r"hours? (?:logged|worked|billed|booked|spent)|overtime\b|time ?sheets?",
                r"% of (?:their |the |my |our )?(?:working )?(?:time|hours|shift)\b|of working time %",
                r"work(?:ing)? [0-9.,]+ (?:\w+ )?hours",
                r"(?:log|record|work|spend|book|bill) (?:at least |about |min(?:imum)? )?[0-9.,]+ ?(?:h|hrs|hours?|"
                r"min)\b",
                r"(?:phone|screen|desk|talk|call|queue|productive|active) (?:time|hours)\b|hours? on the phone",
                r"[0-9.,]+ ?(?:h|hours?) on (?:the )?(?:phone|calls?|tickets?)",
                r"productivity\b(?! los)|produktivität|productividad|überstunden",
                r"horas (?:trabajadas|extra|facturables)|heures (?:travaillées|facturables|supplémentaires)",
            ),
        ),
    )
)
"""Being there, time spent and speed of handling: activity whatever the number is."""

LONG = re.compile(r"\b(?:days?|tagen?|días?|jours?|weeks?|complaints?|claims?|requests?|orders?)\b")
"""With these a handling time is how long the customer waits."""

WORKLOAD = re.compile(
    r"\b(?:open|pending|incoming|new|stuck|old|aged|aging|unassigned|assigned|waiting|offene|abiertos|ouverts) "
    r"(?:\w+ )?(?:tickets?|cases?|incidents?|requests?|calls?|chats?|emails?|orders?)\b"
)
"""What comes in or lies there, not what is done."""

PROMPT = re.compile(r"\bwithin\b|\bin (?:under|less than)\b|\bfaster\b|innerhalb|en menos de|en moins de")
"""How soon something is done for the customer."""

RESULTS = re.compile(
    r"csat|satisf|zufrieden|renuev|renouvel|verlänger|churn|complain|beschwerd|réclam|re-?open|wiederer|reabiert|"
    r"rouvert|réouvert|abandon|hang up|fix rate|uptime|downtime|outage|ausfall|availability|rückstand|come back|"
    r"second (?:visit|call|answer|time)|time (?:to|until|between)|response time|speed of answer|older than|longer than|"
    r"turnover|self-service|\b(?:"
    r"nps|renew|quejas?|plaint|escalat|eskal|first[ -](?:contact|call|visit|time|respon)|breach|sla\b|wait|"
    r"warte|espera|"
    r"attente|backlog|overdue|repeat|again\b|recommend|effort|trust|rated|rating|scores?\b|stars?\b|errors?\b|defect|"
    r"fehler|failure|bugs?\b|refund|returns\b|revenue|umsatz|costs?\b|kosten|coût|coste|within\b|on time|in time|"
    r"missed|lost\b|unresolved|unanswered|late\b|praise|thank|loyal|retention|retain|at once|deflect|caused|bounc|"
    r"handover|helpful|quality|ease\b|solve it|healthy|adoption|adopt)"
)
"""What a result is about: what customers get, say and do, and what goes wrong for them."""

PROBLEMS = re.compile(r"root cause|for good\b|at once\b|first[ -](?:contact|call|visit)")
"""With these even 'fix 10 …' is about a result."""

SHARES = re.compile(
    r"\b(?:share|percentage|percent|proportion|rate|ratio|prozent|anteil|quote|\w+quote|taux|tasa|porcentaje)\b"
)
FALLING = re.compile(
    r"\b(?:below|under|fewer|less|at most|no more than|down to|reduce|reducing|lower|cut|decrease|halve|drop|unter|"
    r"höchstens|weniger|senken|reduzieren|reducir|bajar|menos|réduire|moins|diminuer|only)\b|[<≤]"
)
