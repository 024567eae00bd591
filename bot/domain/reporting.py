"""The reporting chain as a rule: nobody is above themselves, and no team either."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def cycles(above: Mapping[T, T | None]) -> list[tuple[T, ...]]:
    """The cycles in a chain of 'who stands directly above whom', each once, upwards from its first in the mapping.

    Takes time in proportion to the mapping. Whoever is no key of the mapping has nobody above.
    """
    found: list[tuple[T, ...]] = []
    done: set[T] = set()
    for start in above:
        path: dict[T, None] = {}
        node: T | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = above.get(node)
        if node is not None and node in path:
            walked = list(path)
            found.append(tuple(walked[walked.index(node) :]))
        done.update(path)
    return found
