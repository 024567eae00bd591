"""Ids of records as they come back from buttons, menus and files: numbers that the database can look for."""

LARGEST_ID = 2**31 - 1
"""PostgreSQL's `integer` ends there ("Numeric Types")."""


def read_id(text: str) -> int | None:
    """The id, or None for a text that can be none."""
    # The length first: `int` refuses thousands of digits.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
