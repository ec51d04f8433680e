"""Two runs, one that failed and one that worked: what differs that can matter, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..printable import in_one_line
from ..runs import Run

# Every sign-in has its own of these.
_OWN = ("state", "nonce", "code_challenge")
_CLIENT = ("client_id", "redirect_uri", "token_endpoint_auth_method", "basic_encoding", "public")
_PROVIDER = ("issuer", "source", "pinned", "profile")
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "token_endpoint_auth_methods_supported",
)
_NO_WISH = (*_OWN, "client_id", "redirect_uri")  # of a link: the rest says what is asked for
_APART = 60  # seconds of difference that no wait explains
_LONGEST = 120  # characters of a value


def differences(bad: Run, worked: Run) -> tuple[str, ...]:
    """Return in sentences what differs between a run that failed and one that worked."""
    return tuple(in_one_line(each) for each in _differences(bad, worked))


def asked_unlike(bad: Run, worked: Run) -> tuple[str, ...]:
    """Return the names of what the two links ask for in another way; whose they are and where they lead is another matter."""
    one, other = dict(bad.params), dict(worked.params)
    return tuple(name for name in {**one, **other} if name not in _NO_WISH and one.get(name) != other.get(name))


def differ_in_time_alone(bad: Run, worked: Run) -> bool:
    """Two sign-ins are alike in all that can matter, but for how long one of them took."""
    late = tuple(_of_time(bad, worked))
    return bool(late) and tuple(_differences(bad, worked)) == late


def _differences(bad: Run, worked: Run) -> Iterator[str]:
    yield from _of_request(bad, worked)
    yield from _between("the client", bad.client, worked.client, _CLIENT)
    if _secret(bad) != _secret(worked):
        yield "The client secret is another one, by its fingerprint."
    yield from _of_link(bad, worked)
    yield from _between("the provider", bad.provider, worked.provider, _PROVIDER)
    yield from _between("its metadata", bad.metadata, worked.metadata, _ENDPOINTS)
    yield from _of_tokens(bad, worked)
    yield from _of_time(bad, worked)


def _between(what: str, bad: Mapping[str, Any], worked: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if bad.get(name) != worked.get(name):
            yield f"Of {what}: {name} is {_shown(bad.get(name))}; where it worked, {_shown(worked.get(name))}."


def _shown(value: Any) -> str:
    return "not there" if value is None else repr(value)[:_LONGEST]


def _evidence(run: Run) -> Mapping[str, Any]:
    request = run.last("token_request")
    return request["evidence"] if request else {}


def _secret(run: Run) -> Any:
    secret = (_piece(_evidence(run), "client") or run.client).get("secret")
    return secret.get("fingerprint") if isinstance(secret, Mapping) else None


def _of_request(bad: Run, worked: Run) -> Iterator[str]:
    """The token request: what was altered, which parameters it had, how the client proved itself."""
    if not (one := _evidence(bad)) or not (other := _evidence(worked)):
        return
    for altered in one.get("altered") or ():
        if altered not in (other.get("altered") or ()):
            yield f"Of the token request: {altered}, and not where it worked."
    mine, others = (set(map(str, _piece(each, "redirect_uri").get("names") or ())) for each in (one, other))
    for name in sorted(mine ^ others):
        sent, there = ("sent", "not where") if name in mine else ("not sent", "where")
        yield f"Of the token request: {name} was {sent}, and {there} it worked."
    used, before = (_piece(each, "client").get("token_endpoint_auth_method") for each in (one, other))
    if used != before:
        yield f"Of the token request: the client used {used}; where it worked, {before}."


def _piece(evidence: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    piece = evidence.get(name)
    return piece if isinstance(piece, Mapping) else {}


def _of_link(bad: Run, worked: Run) -> Iterator[str]:
    one, other = dict(bad.params), dict(worked.params)
    for name in [*one, *(name for name in other if name not in one)]:
        if name not in _OWN and one.get(name) != other.get(name):
            yield f"Of the link: {name} is {_shown(one.get(name))}; where it worked, {_shown(other.get(name))}."
        elif name in _OWN and (name in one) != (name in other):
            yield f"Of the link: {name} was {'sent' if name in one else 'not sent'}, unlike where it worked."


def _of_tokens(bad: Run, worked: Run) -> Iterator[str]:
    """What came: how the ID token is signed, and whose it is (OIDC Core 2); its person and its times are another one's each time."""
    if not bad.claims or not worked.claims:
        return
    one, other = (_piece(_piece(run.tokens, "id_token"), "header") for run in (bad, worked))
    yield from _between("the ID token's header", one, other, ("alg", "kid", "typ"))
    yield from _between("the ID token", bad.claims, worked.claims, ("iss", "aud", "azp", "acr"))
    yield from _between("what was granted", bad.tokens, worked.tokens, ("scope", "token_type"))
    late, early = (_seconds_behind(run) for run in (bad, worked))
    if late is not None and early is not None and abs(late - early) > _APART:
        yield f"The ID token was issued {late:.0f} s before it came, by our clock; where it worked, {early:.0f} s."


def _seconds_behind(run: Run) -> float | None:
    """By how many seconds our clock was ahead of iat when the tokens came."""
    event, issued = run.last("tokens"), run.claims.get("iat")
    if event is None or not isinstance(issued, int | float) or isinstance(issued, bool):
        return None
    return float(event["at"] - issued)


def _of_time(bad: Run, worked: Run) -> Iterator[str]:
    late, early = (_piece(_evidence(run), "code").get("age") for run in (bad, worked))
    if isinstance(late, int | float) and isinstance(early, int | float) and late > 2 * early + 10:
        yield f"The code was {late:.0f} s old when it was sent; where it worked, {early:.0f} s."
        return
    whole, short = (_seconds_to_exchange(run) for run in (bad, worked))
    if whole is not None and short is not None and whole > 2 * short + 10:
        yield f"Between the link and the exchange lay {whole:.0f} s; where it worked, {short:.0f} s."


def _seconds_to_exchange(run: Run) -> float | None:
    """How long it took from the link to the exchange: the code is no older."""
    made, sent = (
        next((e["at"] for e in reversed(run.events) if e["kind"] == kind), None) for kind in ("authorize", "token_request")
    )
    return None if made is None or sent is None else float(sent - made)
