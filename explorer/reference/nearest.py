"""Did you mean ...? The known name that is nearest to a misspelt one."""

from collections.abc import Collection

from .tables import misspellings


def spelling(name: str, known: Collection[str]) -> str | None:
    """Guess which known name was meant by an unknown one.

    Recorded misspellings come first (`callback_url` for `redirect_uri`), then names that differ by letter case or by one
    typing error, or by two where both names have eight letters or more: two errors in five letters would turn `style`
    into `state`. Names of fewer than five letters are corrected in letter case only.

    Args:
        name: The name as it was sent.
        known: The names that are right in this place.

    Returns:
        One of `known`, or None when the name is known itself or resembles none.
    """
    if name in known:
        return None
    recorded = misspellings().get(name)
    if recorded in known:
        return recorded
    distances = ((_distance(name.casefold(), candidate.casefold()), candidate) for candidate in known)
    near = [(distance, candidate) for distance, candidate in distances if distance <= _reach(name, candidate)]
    return min(near)[1] if near else None


def _reach(name: str, candidate: str) -> int:
    """How many typing errors two names may be apart."""
    letters = min(len(name), len(candidate))
    return 0 if letters < 5 else 1 if letters < 8 else 2


def _distance(left: str, right: str) -> int:
    """Count the typing errors between two texts: letters left out, added, replaced, or two neighbours swapped.

    This is the Damerau-Levenshtein distance in its simple form, optimal string alignment. Texts that differ by more than
    two in length are too far apart to be measured, which also bounds the work that a hostile name can cause.
    """
    if abs(len(left) - len(right)) > 2:
        return abs(len(left) - len(right))
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]
