"""Whom a line says the help was for: what the words after 'for' (para, für, pour) might name."""

from collections.abc import Container, Sequence
from typing import NamedTuple

from bot.domain.customers import MAX_CUSTOMER_NAME, customer_key
from bot.domain.line.languages import ANDS, ARTICLES, FOR_WORDS, MONTHS, WEEKDAYS, word_set
from bot.domain.line.tokens import Kind, Token, mark_at, render, word_at

_MOST_WORDS = 6
_MOST_KEYS = 24
_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’"} | {mark: mark for mark in "'*_`"}
_COMPANY = word_set(
    "inc corp corporation ltd limited llc llp plc gmbh ag kg se sa sas sarl srl sl bv nv oy ab co company group "
    "holding holdings gruppe partners associates sons"
)
_PARTS_OF_NAMES = word_set(
    "department dept team office school hospital clinic university branch division desk abteilung équipe equipo "
    "family familie familia famille"
)
_KINDS_OF_TEAM = frozenset({"department", "dept", "team", "abteilung", "équipe", "equipo"})
_PLACES = frozenset({"school", "hospital", "clinic", "university", "college", "church", "family"})
_INSIDE_NAMES = ANDS | {"of", "de", "del", "la", "the", "du", "des", "von", "van", "für"}
_NOT_NAMES = word_set(
    "2fa 3d ad adobe android api apple asap autocad aws azure bios bitlocker bluetooth bsod ceo cfo chrome cio "
    "citrix coo cpu crm csv cto dhcp dns docker edge email eod eom erp eta excel exchange firefox firewall fyi "
    "gdpr git github gitlab gmail gpo gpu hdmi html http https i'm i imap intune ios ip ipad iphone iso it's jira "
    "kubernetes laptop ldap linux lan macbook macos mac mail mdm mfa mobile ms nas nfc office ok okta one "
    "onedrive onenote otp outlook pc pdf photoshop pki poc powerpoint powershell pr printer qa qr raid ram rdp "
    "rma saml sap sccm sftp sharepoint sip sla slack smtp sql ssd ssh ssl sso tbd tcp teams tls ubuntu uat ups "
    "url usb vlan vm vmware voip vpn wan webex wi-fi wifi wikipedia windows wlan word x xmas yammer zoom "
    "christmas easter everyone everybody free good now me us them him her you drucker kunden kollegen internet "
    "zugang rechner server passwort update schulung termin besprechung notebook bildschirm monitor telefon "
    "testing training support m365 o365 win10 win11 w10 w11"
)
_CODES = frozenset({"q", "h", "fy", "kw", "w", "sev", "prio", "tier", "level", "wave"})
_CODE_LETTERS = frozenset("aefglpstv")
_WAITING = word_set(
    "wait waits waited waiting look looks looked looking search searched searching ask asks asked asking hunt "
    "hunting stands stood hoping warten gewartet"
)
_SHORT_LEGAL_FORMS = frozenset({"inc", "co", "corp", "ltd"})
_SHORT_FORMS = (
    _SHORT_LEGAL_FORMS
    | frozenset({"st", "dr", "mr", "mrs", "ms", "prof", "sr", "jr", "gebr"})
    | word_set("fa fr hr hrn herrn ing dipl sra dra mme mlle cie cía cia bros")
)


class CustomerChoice(NamedTuple):
    """The tokens `start` to `end` (exclusive) are the phrase with its 'for'; `name` is what it would name."""

    key: str
    name: str
    start: int
    end: int
    stays: bool = False
    """'for Acme's printer', 'waited for Acme': Acme is the customer, and the words belong to the summary too."""


class CustomerPhrase(NamedTuple):
    """What one 'for' may introduce: `known` if such a key exists (longest first), else `new` if it reads as a name."""

    start: int
    known: tuple[CustomerChoice, ...]
    new: CustomerChoice | None
    quoted: bool = False


def quoted_customers(tokens: Sequence[Token], introductions: Sequence[int]) -> list[CustomerPhrase]:
    """`for "Black Friday Ltd"`: whatever stands in quotation marks is the name, and nothing else.

    `introductions` are the places of the words for 'for'.
    """
    found = []
    for at in introductions:
        closing = _QUOTES.get(mark_at(tokens, at + 1))
        if closing is None or not tokens[at + 1].spaced:
            continue
        for end in range(at + 3, min(len(tokens), at + 3 + MAX_CUSTOMER_NAME)):
            if mark_at(tokens, end) == closing and not tokens[end].spaced:
                inside = tokens[at + 2 : end]
                choice = _choice(render(inside), at, end + 1)
                if choice is not None and all(token.kind is not Kind.MENTION for token in inside):
                    found.append(CustomerPhrase(at, (choice,), choice, quoted=True))
                break
    return found


def find_customers(
    tokens: Sequence[Token], taken: Sequence[bool], introductions: Sequence[int]
) -> list[CustomerPhrase]:
    """Every phrase of a line that may say the customer, left to right; tokens that are `taken` end a phrase.

    `introductions` are the places of the words for 'for'.
    """
    introductions = [at for at in introductions if not taken[at]]
    shouted = bool(introductions) and _is_shouted(tokens)
    found = []
    keys = 0
    for at in introductions:
        phrase = _phrase_at(tokens, taken, at, may_be_new=not shouted)
        if phrase is not None and keys + len(phrase.known) <= _MOST_KEYS:
            keys += len(phrase.known)
            found.append(phrase)
    return found


def _is_shouted(tokens: Sequence[Token]) -> bool:
    """Everything is in capitals, so that they don't tell a name."""
    words = 0
    for token in tokens:
        if token.lead:
            words += 1
            if (token.text.islower() or token.text.istitle()) and not token.text.isdigit():
                return False
    return words > 2


def choose_customer(phrases: Sequence[CustomerPhrase], known: Container[str]) -> CustomerChoice | None:
    """The longest known name wins; else a name that is not known yet.

    Of several alike, the one that opens the line counts, else the last ('help for Ana for Acme').
    """
    quoted = [phrase for phrase in phrases if phrase.quoted]
    chosen: CustomerChoice | None = None
    for phrase in quoted or phrases:
        for choice in phrase.known:
            if choice.key in known:
                whole = _whole_company(phrase, choice)
                if chosen is None or len(whole.key) > len(chosen.key) or _comes_later(whole, chosen):
                    chosen = whole
                break
    if chosen is not None:
        return chosen
    for phrase in quoted or phrases:
        if phrase.new is not None and (chosen is None or chosen.start != 0):
            chosen = phrase.new
    return chosen


def _comes_later(choice: CustomerChoice, chosen: CustomerChoice) -> bool:
    return len(choice.key) == len(chosen.key) and chosen.start != 0


def _whole_company(phrase: CustomerPhrase, choice: CustomerChoice) -> CustomerChoice:
    """'Acme' is known, 'Acme Ltd' was typed and isn't: that may be another company, so it is not cut short."""
    for longer in phrase.known:
        if longer.key.startswith(f"{choice.key} ") and _COMPANY.issuperset(longer.key[len(choice.key) + 1 :].split()):
            return longer
    new = phrase.new
    if new is None or not new.key.startswith(f"{choice.key} "):
        return choice
    following = new.key[len(choice.key) + 1 :].split(" ")
    return new if following[0] in _COMPANY or following[0] == "and" else choice


def _phrase_at(tokens: Sequence[Token], taken: Sequence[bool], at: int, *, may_be_new: bool) -> CustomerPhrase | None:
    first = at + 1
    stop = _phrase_end(tokens, taken, first)
    if stop == first:
        return None
    begin = first + 1 if word_at(tokens, first) in ARTICLES and first + 1 < stop else first
    waiting = word_at(tokens, at - 1) in _WAITING
    names = {first: _names(tokens[first:stop])}
    if begin > first:
        names[begin] = _names(tokens[begin:stop])
    known: dict[str, CustomerChoice] = {}
    for start in names:
        for end in range(stop, start, -1):
            if tokens[end - 1].kind is Kind.MARK and not _closes(tokens, start, end):
                continue
            for choice in _choices(names[start][: end - start + 1], tokens[end - 1], at, end):
                known.setdefault(choice.key, choice._replace(stays=True) if waiting else choice)
    if begin > first and tokens[first].text[0].isupper() and _is_capitalised(tokens[begin]):
        begin = first  # The article is a part of the name: 'La Poste', 'The Body Shop'.
    new = None
    if may_be_new and not waiting and begin < stop and _begins_name(tokens, begin, stop):
        end = _new_name_end(tokens, begin, stop)
        german_article = begin > first and tokens[at].fold in {"für", "fuer"}
        if not german_article or any(token.fold in _COMPANY for token in tokens[begin:end]):
            new = _choice(names[begin][end - begin], at, end)
    choices = list(known.values())
    if len(choices) > 1:
        choices.sort(key=lambda choice: len(choice.key), reverse=True)
    return CustomerPhrase(at, tuple(choices), new)


def _names(tokens: Sequence[Token]) -> list[str]:
    """What the first 0, 1, 2… of the tokens name, each as `render` gives it."""
    name = ""
    names = [name]
    for token in tokens:
        name += f" {token.text}" if token.spaced and name else token.text
        names.append(name)
    return names


def _choices(names: Sequence[str], last: Token, at: int, end: int) -> list[CustomerChoice]:
    """What the phrase to `end` may mean; `names` has the name without its last words, and in the end the whole."""
    choices = []
    whole = _choice(names[-1], at, end)
    if whole is not None:
        choices.append(whole)
    if last.fold in _KINDS_OF_TEAM:
        # 'the Finance department' is the customer that is known as 'Finance'.
        shorter = _choice(names[-2], at, end)
        if shorter is not None:
            choices.append(shorter)
    if last.fold.endswith("'s") and len(last.fold) > 2:
        owned = _choice(names[-1][:-2], at, end)
        if owned is not None:
            choices.append(owned._replace(stays=True))
    return choices


def _choice(name: str, start: int, end: int) -> CustomerChoice | None:
    key = customer_key(name) if 0 < len(name) <= MAX_CUSTOMER_NAME else ""
    return CustomerChoice(key, name, start, end) if key else None


def _phrase_end(tokens: Sequence[Token], taken: Sequence[bool], first: int) -> int:
    """How far a name may go: to the next recognised part, mark (brackets and '&' apart) or 'for', at most 6 words."""
    words = 0
    at = first
    while at < len(tokens) and words < _MOST_WORDS and not taken[at]:
        token = tokens[at]
        if token.kind is Kind.MARK:
            following = word_at(tokens, at + 1) or mark_at(tokens, at + 1)
            if not _is_inside_name(tokens, at, following):
                break
        elif token.is_word:
            if token.fold in FOR_WORDS and at > first:
                break
            words += 1
        else:
            break
        at += 1
    while at > first and tokens[at - 1].kind is Kind.MARK and not _closes(tokens, first, at):
        at -= 1
    return at


def _closes(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether the mark before `end` belongs to the name: 'Finance (2nd floor)' and 'Acme Inc.', not '(for Finance)'."""
    if tokens[end - 1].text == ".":
        return end - 1 > first and tokens[end - 2].fold in _SHORT_LEGAL_FORMS
    return tokens[end - 1].text == ")" and any(mark_at(tokens, at) == "(" for at in range(first, end))


def _is_inside_name(tokens: Sequence[Token], at: int, following: str) -> bool:
    mark = tokens[at].text
    if mark in "&()+":
        return True
    if mark == ".":
        if tokens[at].spaced:
            return False
        return word_at(tokens, at - 1) in _SHORT_FORMS or _are_initials(tokens, at)
    if mark == ",":
        return following in _COMPANY
    return mark in "'’!-" and not tokens[at].spaced and at + 1 < len(tokens) and not tokens[at + 1].spaced


def _are_initials(tokens: Sequence[Token], stop: int) -> bool:
    """Whether 'J.P.' of 'J.P. Morgan' ends at `stop`, which has a name after it."""
    before = tokens[stop - 1].text
    initials = before.isupper() and all(len(part) == 1 for part in before.split("."))
    return initials and bool(word_at(tokens, stop + 1)) and _is_capitalised(tokens[stop + 1])


def _new_name_end(tokens: Sequence[Token], begin: int, stop: int) -> int:
    """The end of a name that isn't known yet: capitalised words, what joins them, and brackets after them.

    It is `begin` when it is no name.
    """
    end = begin
    scan = begin
    while scan < stop:
        token = tokens[scan]
        if _owns_what_follows(tokens, scan, stop):
            return begin
        if token.kind is Kind.MARK:
            if token.text == "(":
                close = next((i for i in range(scan, stop) if mark_at(tokens, i) == ")"), None)
                if close is None:
                    break
                end = scan = close + 1
                continue
            if token.text == "." and end == scan and _closes(tokens, begin, scan + 1):
                end = scan + 1
        elif (
            (_is_capitalised(token) and (scan == begin or token.fold not in _NOT_NAMES))
            or token.fold in _COMPANY
            or (token.fold in _PARTS_OF_NAMES and end == scan)
            or (token.fold[0].isdigit() and scan > begin and end == scan and not _is_counted(tokens, scan, stop))
        ):
            end = scan + 1
        elif token.fold not in _INSIDE_NAMES:
            break
        scan += 1
    return end


def _owns_what_follows(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """'Ana's team' is no customer's name, 'St. Mary's hospital' is."""
    if not tokens[at].fold.endswith("'s") or at + 1 >= stop or not tokens[at + 1].text.islower():
        return False
    return tokens[at + 1].fold not in _PLACES


def _is_counted(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """'Acme 2 drives' is Acme and two drives; 'Studio 54' is a name."""
    return at + 1 < stop and tokens[at + 1].is_word


def _begins_name(tokens: Sequence[Token], begin: int, stop: int) -> bool:
    token = tokens[begin]
    if not token.is_word or not (_is_capitalised(token) or (token.fold[0].isdigit() and _has_letter(token))):
        return False
    if token.fold[0].isdigit() and not any(character.isupper() for character in token.text):
        return begin + 1 < stop and _is_capitalised(tokens[begin + 1])
    if token.fold in WEEKDAYS or token.fold in MONTHS:
        return begin + 1 < stop and _is_capitalised(tokens[begin + 1])
    if token.fold in _NOT_NAMES or _is_period(token.fold):
        return any(other.fold in _COMPANY for other in tokens[begin + 1 : stop])
    return True


def _is_period(word: str) -> bool:
    """'Q3', 'H1', 'FY26', 'KW47', and other codes that no customer is called by: 'P1', 'Sev2', 'L2', 'E5', 'A4'."""
    letters = word.rstrip("0123456789")
    return letters != word and (letters in _CODES or (letters in _CODE_LETTERS and len(word) == 2))


def _is_capitalised(token: Token) -> bool:
    return token.is_word and (token.text[0].isupper() or any(character.isupper() for character in token.text))


def _has_letter(token: Token) -> bool:
    return any(character.isalpha() for character in token.text)
