"""The words that tell which way a goal's number should go: verbs ('reduce'), and nouns of which less is better."""

from enum import Enum, auto

from bot.domain.line.languages import word_set


class Verb(Enum):
    """What the first word of a line asks to do with the number."""

    RAISE = auto()
    LOWER = auto()
    KEEP = auto()
    MOVE = auto()


VERBS: dict[str, Verb] = {
    **dict.fromkeys(
        word_set(
            "raise increase lift grow boost up double raising increasing growing lifting steigere steigern erhöhe "
            "erhöhen anheben heben aumentar subir elevar aumenta sube augmenter accroître relever monter"
        ),
        Verb.RAISE,
    ),
    **dict.fromkeys(
        word_set(
            "reduce lower cut decrease drop shrink halve shorten minimise minimize limit reducing lowering cutting "
            "decreasing senke senken verringere verringern reduziere reduzieren verkürzen drücken reducir bajar "
            "disminuir acortar reduce réduire baisser diminuer abaisser raccourcir"
        ),
        Verb.LOWER,
    ),
    **dict.fromkeys(
        word_set(
            "keep hold maintain stay remain keeping holding halte halten behalte mantener mantén mantener conservar "
            "maintenir garder tenir rester"
        ),
        Verb.KEEP,
    ),
    **dict.fromkeys(
        word_set("get bring move push take improve better reach hit achieve bringe bringen verbessern verbessere")
        | word_set("mejorar llevar alcanzar améliorer amener atteindre erreichen"),
        Verb.MOVE,
    ),
}
PARTICLES = {"down": Verb.LOWER, "up": Verb.RAISE}
LESS_IS_BETTER = word_set(
    "reopened reopen reopens reopening complaints complaint backlog overdue escalations escalation escalated churn "
    "abandonment abandoned errors error defects defect missed wait waits waiting response reply resolve "
    "resolution-time "
    "cost costs downtime outage outages repeat repeated repeats transfers transferred breaches breach breached delays "
    "delay late incidents cancellations cancelled turnover lead-time turnaround handovers bounced backlogs aging "
    "unanswered unassigned unresolved open lost failures failed disputes refunds rework effort handling age "
    "beschwerden rückstand wartezeit reaktionszeit antwortzeit lösungszeit eskalationen wiedereröffnete abbrüche "
    "fehler kosten ausfälle quejas reclamaciones espera retraso reabiertos escalaciones reclamos tiempo réclamations "
    "plaintes attente délai retard rouverts escalades temps dauer stornos kündigungen"
)
MORE_IS_BETTER = word_set("rate-solved resolution satisfaction csat nps renewals renewal satisfied solved retention")
