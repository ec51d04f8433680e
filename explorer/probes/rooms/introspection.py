"""What introspection tells about tokens that live (RFC 7662)."""

from __future__ import annotations

from ..answer import Answer, Unclear, listed
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe


def _told(ask: Ask, name: str, flight: str = "A") -> Answer:
    """Return active:true with the members, active:false, or what was said otherwise."""
    ask.endpoint("introspection_endpoint")
    back: Back = ask.kept(name, flight)
    active = back.members.get("active")
    if isinstance(active, bool):
        return Answer(
            f"active:{str(active).lower()}", listed([name for name in back.members if name != "active"]) if active else ""
        )
    return back.answer(str(back.status) if back.status in (401, 403) else back.error or back.word)


@probe("intro-access", spec="RFC 7662 2.2", says="may", flight="A")
def intro_access(ask: Ask) -> Answer:
    """What does it tell about the access token?"""
    return _told(ask, "intro-access")


@probe("intro-refresh", spec="RFC 7662 2.1", flight="A")
def intro_refresh(ask: Ask) -> Answer:
    """And about the refresh token?"""
    return _told(ask, "intro-refresh")


@probe("intro-id-token", spec="no standard", flight="A")
def intro_id_token(ask: Ask) -> Answer:
    """And about an ID token?"""
    return _told(ask, "intro-id-token")


@probe("intro-other-client", spec="RFC 7662 4", says="should", flight="A")
def intro_other_client(ask: Ask) -> Answer:
    """Can another client look into the token?"""
    ask.require_second()
    return _told(ask, "intro-other-client")


@probe("intro-after-revocation", spec="RFC 7662 2.2, 4", flight="A, C", risk="R", by_name=True)
def intro_after_revocation(ask: Ask) -> Answer:
    """Does it know about a revocation?"""
    before = _told(ask, "intro-access")
    if before.word != "active:true":
        raise Unclear(f"it says {before.word} of a token that lives, so it tells nothing of one that was revoked")
    return _told(ask, "intro-after-revocation", "C")


@probe("intro-signed", spec="RFC 9701 4", says="may", flight="A")
def intro_signed(ask: Ask) -> Answer:
    """Can its answer be a signed JWT?"""
    ask.endpoint("introspection_endpoint")
    back: Back = ask.kept("intro-signed", "A")
    return Answer("jwt" if "jwt" in back.seen.media_type else "json" if back.members else back.word, back.seen.media_type)
