"""The words of English, Spanish, German and French that a line may use. All are folded (see `tokens.fold`)."""

from collections.abc import Iterable
from fractions import Fraction


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look one up in."""
    return frozenset(words.split())


def lengths_by_start(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """How many words the phrases have that begin with a word, the longest first."""
    lengths: dict[str, set[int]] = {}
    for words in phrases:
        lengths.setdefault(words[0], set()).add(len(words))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


FOR_WORDS = frozenset({"for", "para", "für", "fuer", "pour"})

ARTICLES = word_set("the a an el la los las un una der die das den dem ein eine einen le les l' une")

NUMBERS: dict[str, int] = {
    **dict.fromkeys(("one", "un", "una", "uno", "ein", "eine", "einer", "einem", "einen", "une"), 1),
    **dict.fromkeys(("two", "dos", "zwei", "deux"), 2),
    **dict.fromkeys(("three", "tres", "drei", "trois"), 3),
    **dict.fromkeys(("four", "cuatro", "vier", "quatre"), 4),
    **dict.fromkeys(("five", "cinco", "fünf", "cinq"), 5),
    **dict.fromkeys(("six", "seis", "sechs"), 6),
    **dict.fromkeys(("seven", "siete", "sieben", "sept"), 7),
    **dict.fromkeys(("eight", "ocho", "acht", "huit"), 8),
    **dict.fromkeys(("nine", "nueve", "neun", "neuf"), 9),
    **dict.fromkeys(("ten", "diez", "zehn", "dix"), 10),
    **dict.fromkeys(("eleven", "elf", "onze"), 11),
    **dict.fromkeys(("twelve", "doce", "zwölf", "douze"), 12),
    **dict.fromkeys(("fifteen", "quince", "fünfzehn", "quinze"), 15),
    **dict.fromkeys(("twenty", "veinte", "zwanzig", "vingt"), 20),
    **dict.fromkeys(("thirty", "treinta", "dreißig", "dreissig", "trente"), 30),
    **dict.fromkeys(("forty", "cuarenta", "vierzig", "quarante"), 40),
    **dict.fromkeys(("fifty", "cincuenta", "fünfzig", "cinquante"), 50),
    **dict.fromkeys(("sixty", "sesenta", "sechzig", "soixante"), 60),
    **dict.fromkeys(("ninety", "noventa", "neunzig", "quatre-vingt-dix"), 90),
}
"""Number words; `casefold` turns ß into ss, so both spellings of thirty are one."""


def _compound_numbers() -> Iterable[tuple[str, int]]:
    """'twenty-five', 'vingt-cinq', 'fünfundzwanzig', 'veinticinco': every number word from 22 to 69 that is one."""
    english = ("twenty", "thirty", "forty", "fifty", "sixty"), "two three four five six seven eight nine"
    french = ("vingt", "trente", "quarante", "cinquante", "soixante"), "deux trois quatre cinq six sept huit neuf"
    german = ("zwanzig", "dreissig", "vierzig", "fünfzig", "sechzig"), "zwei drei vier fünf sechs sieben acht neun"
    spanish = ("veinti",), "dos tres cuatro cinco seis siete ocho nueve"
    for (tens, units), form in (
        (english, "{0}-{1}"),
        (french, "{0}-{1}"),
        (german, "{1}und{0}"),
        (spanish, "{0}{1}"),
    ):
        for ten, tens_word in enumerate(tens, start=2):
            for unit, unit_word in enumerate(units.split(), start=2):
                yield form.format(tens_word, unit_word), 10 * ten + unit


NUMBERS.update(_compound_numbers())

INDEFINITE = frozenset({"a", "an"})
"""One, but only before an hour, a day or a week ('a minute' is an idiom, not a measure)."""

MINUTE_UNITS = word_set("m min mins minute minutes minuto minutos minuten mn mns")
HOUR_UNITS = word_set("h hr hrs hour hours hora horas std stdn stunde stunden heure heures")
DAY_UNITS = word_set("day days día días dia dias tag tage tagen jour jours")
WEEK_UNITS = word_set("week weeks semana semanas woche wochen semaine semaines")

DURATION_PHRASES: dict[tuple[str, ...], int] = {
    ("half", "an", "hour"): 30,
    ("half", "a", "hour"): 30,
    ("half", "hour"): 30,
    ("half-hour",): 30,
    ("half-an-hour",): 30,
    ("hour", "and", "a", "half"): 90,
    ("hour", "and", "half"): 90,
    ("hour", "and", "a", "quarter"): 75,
    ("quarter", "of", "an", "hour"): 15,
    ("quarter", "hour"): 15,
    ("quarter-hour",): 15,
    ("three", "quarters", "of", "an", "hour"): 45,
    ("three-quarters", "of", "an", "hour"): 45,
    ("three", "quarter", "hour"): 45,
    ("media", "hora"): 30,
    ("hora", "y", "media"): 90,
    ("hora", "y", "cuarto"): 75,
    ("cuarto", "de", "hora"): 15,
    ("tres", "cuartos", "de", "hora"): 45,
    ("halbe", "stunde"): 30,
    ("halben", "stunde"): 30,
    ("anderthalb", "stunden"): 90,
    ("eineinhalb", "stunden"): 90,
    ("einundeinhalb", "stunden"): 90,
    ("zweieinhalb", "stunden"): 150,
    ("dreieinhalb", "stunden"): 210,
    ("viertelstunde",): 15,
    ("viertel", "stunde"): 15,
    ("dreiviertelstunde",): 45,
    ("dreiviertel", "stunde"): 45,
    ("demi-heure",): 30,
    ("demi", "heure"): 30,
    ("demie-heure",): 30,
    ("heure", "et", "demie"): 90,
    ("heure", "et", "demi"): 90,
    ("heure", "et", "quart"): 75,
    ("quart", "d'heure"): 15,
    ("trois", "quarts", "d'heure"): 45,
}
"""Whole phrases to minutes; an article before one belongs to it."""

HALF_TAILS: dict[tuple[str, ...], Fraction] = {
    ("and", "a", "half"): Fraction(1, 2),
    ("and", "a", "quarter"): Fraction(1, 4),
    ("y", "media"): Fraction(1, 2),
    ("y", "cuarto"): Fraction(1, 4),
    ("et", "demie"): Fraction(1, 2),
    ("et", "quart"): Fraction(1, 4),
    ("und", "eine", "halbe"): Fraction(1, 2),
}
"""What may follow a number, or its hours: 'two and a half hours', 'dos horas y media'."""

ANDS = frozenset({"and", "y", "und", "et", "plus", "más"})

APPROXIMATELY = word_set(
    "about approx approximately around roughly circa ca some nearly almost unos unas casi etwa ungefähr rund "
    "environ presque"
)

_WEEKDAYS = (
    "monday mon lunes montag lundi",
    "tuesday tue tues martes dienstag mardi",
    "wednesday wed weds miércoles miercoles mittwoch mercredi",
    "thursday thu thur thurs jueves donnerstag jeudi",
    "friday fri viernes freitag vendredi",
    "saturday sat sábado sabado samstag sonnabend samedi",
    "sunday sun domingo sonntag dimanche",
)
WEEKDAYS: dict[str, int] = {name: day for day, names in enumerate(_WEEKDAYS) for name in names.split()}
WEEKDAYS_ALSO_WORDS = frozenset({"mon", "wed", "sat", "sun"})
"""Short names that are English words as well: 'sat with Ana'."""

_WEEKDAYS_OF_DATES = (
    "mo lun",
    "di mar",
    "mi mié mie mer",
    "do jue jeu",
    "fr vie ven",
    "sa sáb sab sam",
    "so dom dim",
)
WEEKDAYS_OF_DATES: dict[str, int] = WEEKDAYS | {
    name: day for day, names in enumerate(_WEEKDAYS_OF_DATES) for name in names.split()
}
"""With the short names that are a weekday only right before a date that falls on it: 'Fr 20.11.'."""

_MONTHS = (
    "january jan enero januar jänner janvier",
    "february feb febrero februar février fevrier",
    "march mar marzo märz maerz mars",
    "april apr abril avril",
    "may mayo mai",
    "june jun junio juni juin",
    "july jul julio juli juillet",
    "august aug agosto août aout",
    "september sep sept septiembre septembre",
    "october oct octubre oktober okt octobre",
    "november nov noviembre novembre",
    "december dec diciembre dezember dez décembre decembre",
)
MONTHS: dict[str, int] = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}
MONTHS_ALSO_WORDS = frozenset({"jan", "mar", "mars", "march", "april", "may", "june", "jun", "august", "juan", "mai"})
"""Months that are English words or people's names as well."""

DAY_PHRASES: dict[tuple[str, ...], int] = {
    ("today",): 0,
    ("this", "morning"): 0,
    ("this", "afternoon"): 0,
    ("this", "evening"): 0,
    ("earlier", "today"): 0,
    ("earlier", "this", "morning"): 0,
    ("yesterday",): 1,
    ("yday",): 1,
    ("yest",): 1,
    ("yesterday", "morning"): 1,
    ("yesterday", "afternoon"): 1,
    ("yesterday", "evening"): 1,
    ("yesterday", "night"): 1,
    ("last", "night"): 1,
    ("last", "evening"): 1,
    ("day", "before", "yesterday"): 2,
    ("hoy",): 0,
    ("esta", "mañana"): 0,
    ("esta", "tarde"): 0,
    ("hoy", "por", "la", "mañana"): 0,
    ("ayer",): 1,
    ("ayer", "por", "la", "mañana"): 1,
    ("ayer", "por", "la", "tarde"): 1,
    ("ayer", "por", "la", "noche"): 1,
    ("anoche",): 1,
    ("anteayer",): 2,
    ("antes", "de", "ayer"): 2,
    ("heute",): 0,
    ("heute", "morgen"): 0,
    ("heute", "früh"): 0,
    ("heute", "vormittag"): 0,
    ("heute", "mittag"): 0,
    ("heute", "nachmittag"): 0,
    ("heute", "abend"): 0,
    ("gestern",): 1,
    ("gestern", "morgen"): 1,
    ("gestern", "früh"): 1,
    ("gestern", "vormittag"): 1,
    ("gestern", "mittag"): 1,
    ("gestern", "nachmittag"): 1,
    ("gestern", "abend"): 1,
    ("letzte", "nacht"): 1,
    ("vorgestern",): 2,
    ("aujourd'hui",): 0,
    ("ce", "matin"): 0,
    ("cet", "après-midi"): 0,
    ("hier",): 1,
    ("hier", "matin"): 1,
    ("hier", "soir"): 1,
    ("hier", "après-midi"): 1,
    ("avant-hier",): 2,
    ("avant", "hier"): 2,
}
"""Phrases to days ago."""

TOMORROW_PHRASES = frozenset({("tomorrow",), ("mañana",), ("morgen",), ("demain",), ("übermorgen",)})

PARTS_OF_DAY = word_set("morning afternoon evening night vormittag nachmittag abend früh matin soir après-midi")

FRENCH_CUES = word_set(
    "le les une des du avec pour et sur à au aux chez j'ai pas aidé appel réunion dépannage installé réinitialisé "
    "mot remplacé réparé configuré client heure heures sous"
)
GERMAN_CUES = word_set(
    "der die das und mit für ist war nicht ein eine den dem im bei auf wieder habe hat geht von zu am wir ich nur "
    "noch std stunde stunden minuten"
)
