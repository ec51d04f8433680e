"""Paste anything: what it is, what it says, what is wrong with it, and what is missing to say more.

    explain("https://op.example/authorize?client_id=app&...")    an authorization request, taken apart and judged
    explain("curl ... -d grant_type=...").flow()                  the same as a flow, ready to run
    explain(Path("failing.har")).runs                             one run for each sign-in in it

kinds.py says in which order the kinds are asked; each has a function that knows its own, and judges with the rules of its
message. Whatever is returned has passed one door (sensitive.py): it shows no secret.
"""

from __future__ import annotations

import stat
import time
from pathlib import Path

from ..errors import Mistake, told_alone
from ..messages import brief, decode, unquoted
from ..secret import Secret, refuse_secrets, reveal
from .har import explain_har, looks_like_har
from .kinds import explain_text
from .pem import explain_der
from .sensitive import through_the_door
from .value import Explanation, Part, has_failed

__all__ = ["Explanation", "Part", "explain", "has_failed"]

LONGEST = 5_000_000  # characters of a text that is no HAR
_BEGINNING = 4_000


@told_alone
def explain(text: str | bytes | Secret | Path, *, now: float | None = None) -> Explanation:
    """Explain a pasted text: what it is and how sure that is, its parts, what is wrong with it, what is missing.

    Args:
        text: An address, a command, a token, JSON, a page, a log, a HAR; as a text, as bytes, or the path of a file (a
            `pathlib.Path`), of which a HAR is read in pieces.
        now: Seconds since 1970, by which times are judged; by default the present.

    Returns:
        An `Explanation`; of what is none of the known kinds too.

    Raises:
        Mistake: For what is no text, for a file that cannot be read, and for a text that is longer than anything of a flow.
    """
    refuse_secrets(now=now)
    moment = time.time() if now is None else now
    if isinstance(text, Path):
        return _of_file(text, moment)
    if isinstance(text, bytes):
        return (
            through_the_door(explain_har(text))
            if looks_like_har(text[:_BEGINNING].decode("utf-8", "replace"))
            else _of_bytes(text, moment)
        )
    if not isinstance(text, str | Secret):
        raise Mistake(f"explain() takes a text, bytes, or the Path of a file; got {unquoted(text)}.")
    plain = reveal(text)
    if looks_like_har(plain[:_BEGINNING]):
        return through_the_door(explain_har(plain.encode("utf-8", "replace")))
    return _of_text(plain, moment)


def _of_file(path: Path, now: float) -> Explanation:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for a writer, and a device has no end
            raise Mistake(f"The file {brief(path, 200)} cannot be read (no ordinary file).")
        with path.open("rb") as file:
            if looks_like_har(file.read(_BEGINNING).decode("utf-8", "replace")):
                return through_the_door(explain_har(path))
            file.seek(0)
            content = file.read(4 * LONGEST)
    except (OSError, ValueError) as error:
        raise Mistake(f"The file {brief(path, 200)} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    return _of_bytes(content, now)


def _of_bytes(content: bytes, now: float) -> Explanation:
    found = explain_der(content, now)
    return through_the_door(found) if found is not None else _of_text(decode(content, "").text, now)


def _of_text(text: str, now: float) -> Explanation:
    if len(text) > LONGEST:
        raise Mistake(
            f"This text has {len(text):,} characters, which is longer than anything of a sign-in but a HAR, and it is none. "
            "Paste the lines that matter."
        )
    return through_the_door(explain_text(text, now), text)
