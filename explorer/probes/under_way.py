"""A link that a person has opened and not brought back yet, kept so that the paste still fits after a restart of the kernel.

It holds the verifier, as a flow under way does, for 15 minutes and for its owner alone (law "Nothing is lost"); no token.
"""

from __future__ import annotations

from ..errors import Mistake
from ..runs.pending import load_pending, remove_pending, save_pending
from ..secret import Secret, reveal
from .links import Link

_RANDOM = {"state", "nonce", "code_challenge", "id_token_hint"}


def keep_link(sheet_id: str, letter: str, link: Link) -> None:
    """Keep a link under the sheet and the flight for which it was made; a token that hints at the person is left out."""
    told = {
        "endpoint": link.endpoint,
        "params": [[name, value] for name, value in link.params if name != "id_token_hint"],
        "code_verifier": reveal(link.code_verifier) if link.code_verifier else None,
    }
    save_pending(_key(sheet_id, letter), told)


def kept_link(sheet_id: str, letter: str, fresh: Link) -> Link | None:
    """Return the link that was kept, where it asks the same as a fresh one; None for any other."""
    try:
        told = load_pending(_key(sheet_id, letter))
        params = tuple((str(name), str(value)) for name, value in told["params"])
        verifier = told["code_verifier"]
    except (Mistake, KeyError, TypeError, ValueError):
        return None
    link = Link(fresh.endpoint, params, Secret(verifier, "code_verifier") if isinstance(verifier, str) else None)
    return link if told.get("endpoint") == fresh.endpoint and _asks(link) == _asks(fresh) else None


def drop_link(sheet_id: str, letter: str) -> None:
    """Forget a link: somebody brought it back."""
    remove_pending(_key(sheet_id, letter))


def _key(sheet_id: str, letter: str) -> str:
    return f"probe-{sheet_id}-{letter}"


def _asks(link: Link) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in link.params if name not in _RANDOM)
