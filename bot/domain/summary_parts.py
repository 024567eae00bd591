"""What stands in a summary that was typed into the form: references and links, read as in a `/logwork` line."""

from bot.domain.line.tokens import Kind, escape, tokenize


def references_in(summary: str) -> tuple[str, ...]:
    """The ticket references in plain text, in order, each once."""
    return _values(summary, Kind.REFERENCE)


def links_in(summary: str) -> tuple[str, ...]:
    """The addresses in plain text, in order, each once."""
    return _values(summary, Kind.LINK)


def tag_from(text: str) -> str | None:
    """What was typed as a tag ('vpn', '#VPN' → 'vpn'), or None when it can't be one."""
    word = text.strip().lstrip("#")
    tokens = tokenize(f"#{escape(word)}") if word else []
    return tokens[0].value if len(tokens) == 1 and tokens[0].kind is Kind.TAG else None


def _values(summary: str, kind: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.value for token in tokenize(escape(summary)) if token.kind is kind))
