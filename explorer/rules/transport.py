"""How the messages travelled: encrypted, without detours, between clocks that agree (OIDC Core 16.17, RFC 9110, RFC 9700)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..messages import Exchange, brief, brief_names, is_link_local, split_url
from ..protocol.flow_table import EXCHANGES
from ..protocol.json_text import JsonProblem, JsonText, read_answer
from .registry import RuleSet
from .report import Report
from .rows import rows
from .shapes import is_plain_http

_SKEW = 60  # seconds
_CHALLENGE = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:\s+\S.*)?", re.DOTALL)  # a scheme, then its parameters


@dataclass(frozen=True)
class Travelled:
    """What was wrong with the way of one exchange: the rules that it breaks. It is told once, while the exchange is at hand.

    `details` say of some of them what was found, such as the names that came twice.
    """

    step: str
    breaks: frozenset[str]
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TransportCheck:
    """How the exchanges of a flow travelled."""

    exchanges: tuple[Travelled, ...]

    def those(self, rule: str) -> list[str]:
        """Return the steps that break a rule, each once."""
        steps = [each.step for each in self.exchanges if rule in each.breaks]
        return list(dict.fromkeys(_endpoint(step) for step in steps))

    def told(self, rule: str) -> list[str]:
        """Return the steps that break a rule, with what was found in each."""
        found = [(_endpoint(each.step), each.details[rule]) for each in self.exchanges if rule in each.details]
        return list(dict.fromkeys(f"{endpoint}: {detail}" for endpoint, detail in found))


def _endpoint(step: str) -> str:
    return EXCHANGES[step].endpoint if step in EXCHANGES else step


def _is_link_local(exchange: Exchange) -> bool:
    parts = split_url(exchange.request.url)
    return parts is not None and is_link_local(parts.hostname)


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def _is_authenticated(exchange: Exchange) -> bool:
    """The client proves who it is in this exchange."""
    return exchange.step in EXCHANGES and EXCHANGES[exchange.step].authenticated


def _headers(exchange: Exchange) -> Iterable[tuple[str, str]]:
    return exchange.response.headers if exchange.response else ()


def _is_skewed(exchange: Exchange) -> bool:
    return exchange.clock_offset is not None and abs(exchange.clock_offset) > _SKEW


def _has_odd_challenge(exchange: Exchange) -> bool:
    return any(not _CHALLENGE.fullmatch(value) for name, value in _headers(exchange) if name.lower() == "www-authenticate")


def _is_page(exchange: Exchange) -> bool:
    """HTML is declared, and markup came: text or JSON under a wrong name is no page, and another rule's."""
    answer = exchange.response
    return (
        answer is not None and answer.media_type == "text/html" and answer.content().lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    )


def _coding(exchange: Exchange) -> str:
    """The content coding that nobody asked for: what was undone, or what a header claims (RFC 9110 12.5.3)."""
    answer = exchange.response
    declared = answer.header("Content-Encoding") or "" if answer else ""
    if answer is None or (not answer.unpacked and declared.strip().lower() in ("", "identity")):
        return ""
    packed = ", ".join(answer.unpacked) or f"{declared}, by its header alone"
    return brief(packed) if declared else f"{packed}, which no header says"


def _json(exchange: Exchange) -> JsonText:
    """The JSON in an answer with what is odd about it; an empty value where there is none."""
    try:
        return read_answer(exchange.response) if exchange.response else _NOTHING
    except JsonProblem:
        return _NOTHING


_NOTHING = JsonText(None)


def _is_judged_elsewhere(exchange: Exchange, value: Any) -> bool:
    """Tokens and discovery documents have rules of their own for a member that came twice."""
    gives_tokens = exchange.step == "exchange" and isinstance(value, dict) and "access_token" in value and "error" not in value
    return exchange.step == "discover" or gives_tokens


def _twice(exchange: Exchange) -> str:
    text = _json(exchange)
    return "" if _is_judged_elsewhere(exchange, text.value) else brief_names(text.duplicates)


def _no_json(exchange: Exchange) -> str:
    """What makes it more than JSON: a number that is none, or something behind its end."""
    text = _json(exchange)
    return ", ".join(part for part in (brief_names(text.constants), text.trailing) if part)


def _encoding(exchange: Exchange) -> str:
    text = _json(exchange)
    is_mark = text.encoding.startswith("utf-8")
    return "" if is_mark and exchange.step == "exchange" and _is_judged_elsewhere(exchange, text.value) else text.encoding


_DETAILS: Mapping[str, Callable[[Exchange], str]] = {
    "HTTP-CONTENT-CODING": _coding,
    "HTTP-JSON-ENCODING": _encoding,
    "HTTP-JSON-DUPLICATE": _twice,
    "HTTP-JSON-SYNTAX": _no_json,
}
_IS_WRONG: Mapping[str, Callable[[Exchange], bool]] = {
    "HTTP-PLAIN": lambda each: is_plain_http(each.request.url),
    "HTTP-LINK-LOCAL": _is_link_local,
    "HTTP-CERT-INVALID": lambda each: each.error_kind == "tls",
    "HTTP-TIMEOUT": lambda each: each.error_kind == "timeout",
    "HTTP-TOKEN-REDIRECT": lambda each: _is_authenticated(each) and 300 <= _status(each) < 400,
    "HTTP-CLOCK-SKEW": _is_skewed,
    "HTTP-CHALLENGE-SYNTAX": _has_odd_challenge,
    "HTTP-HEADER-CHARS": lambda each: not all(value.isascii() for _, value in _headers(each)),
    "HTTP-CONTENT-LENGTH-HTML": _is_page,
}

TRANSPORT: RuleSet[TransportCheck] = RuleSet()
row = rows(TRANSPORT)

row(
    "HTTP-PLAIN",
    "Did everything travel over https, or on this machine?",
    lambda check: check.those("HTTP-PLAIN"),
    "Plain http: {}.",
    spec="RFC 6749 1.6, 3.1, 3.2; OIDC Core 16.17",
    advice="Whoever stands on the way has read it, and could change it: use https.",
    expected="https://...",
)
row(
    "HTTP-LINK-LOCAL",
    "Did everything go to hosts of a network, and nothing to an address of the link alone?",
    lambda check: check.those("HTTP-LINK-LOCAL"),
    "To a link-local address, where a cloud answers its own machines: {}.",
    spec="RFC 3927 2.7; RFC 4291 2.5.6; RFC 9700 4.4",
    advice="No provider lives there: whoever named this address wants something of your own machine. Give the right one by hand.",
    expected="a host of the provider's",
)
row(
    "HTTP-CERT-INVALID",
    "Did the certificates hold?",
    lambda check: check.those("HTTP-CERT-INVALID"),
    "No trusted, encrypted connection came about: {}.",
    spec="OIDC Core 16.17; RFC 6750 5.3; RFC 9525",
    advice="Read the reason in the exchange; give a company's own authority with Http(ca_file=...), and never switch the check off.",
)
row(
    "HTTP-TIMEOUT",
    "Did every answer come in time?",
    lambda check: check.those("HTTP-TIMEOUT"),
    "No answer in time: {}.",
    spec="RFC 6749 4.1.2",
    severity="info",
    advice="The code may have been used up: open a fresh link before you try again.",
)
row(
    "HTTP-TOKEN-REDIRECT",
    "Did the endpoints that see credentials answer by themselves?",
    lambda check: check.those("HTTP-TOKEN-REDIRECT"),
    "It redirects to another address, where credentials must not follow: {}.",
    spec="RFC 9700 4.12, 2.6; RFC 9110 15.4",
    advice="Correct the address of the endpoint: https or http, the host, a / at the end.",
)
row(
    "HTTP-CLOCK-SKEW",
    "Do the two clocks agree?",
    lambda check: check.those("HTTP-CLOCK-SKEW"),
    "More than a minute apart, by the Date header: {}.",
    spec="RFC 7519 4.1.4 to 4.1.6; RFC 9110 6.6.1",
    severity="warning",
    advice="Set your clock, or ask the provider to set its own: exp, iat and nbf are judged by it.",
)
row(
    "HTTP-CHALLENGE-SYNTAX",
    "Can every WWW-Authenticate header be read?",
    lambda check: check.those("HTTP-CHALLENGE-SYNTAX"),
    "It does not begin with the name of a scheme: {}.",
    spec="RFC 9110 11.6.1; RFC 6750 3",
    severity="warning",
    advice="Read it by eye, in the exchange.",
)
row(
    "HTTP-HEADER-CHARS",
    "Are the headers written in ASCII?",
    lambda check: check.those("HTTP-HEADER-CHARS"),
    "A header holds other characters: {}.",
    spec="RFC 9110 5.5",
    advice="Programs differ in what they make of it: tell the provider.",
)
row(
    "HTTP-CONTENT-LENGTH-HTML",
    "Did data come, rather than pages?",
    lambda check: check.those("HTTP-CONTENT-LENGTH-HTML"),
    "A web page came: {}.",
    spec="RFC 6749 5.1",
    severity="info",
    advice="A proxy, a sign-in page, or the wrong path: look at the answer.",
)
row(
    "HTTP-CONTENT-CODING",
    "Did the answers come as they were asked for, and not packed?",
    lambda check: check.told("HTTP-CONTENT-CODING"),
    "It was packed, although the request asked for identity, and has been unpacked here: {}.",
    spec="RFC 9110 8.4, 12.5.3",
    severity="warning",
    advice="Other clients may fail at this: look for a cache or firewall that packs without being asked.",
    expected="identity",
)
row(
    "HTTP-JSON-ENCODING",
    "Is all JSON written in UTF-8, without a mark before it?",
    lambda check: check.told("HTTP-JSON-ENCODING"),
    "JSON in another encoding, which has been read here: {}.",
    spec="RFC 8259 8.1",
    severity="warning",
    advice="Other clients may refuse it, or read other letters: tell the provider.",
    expected="UTF-8",
)
row(
    "HTTP-JSON-DUPLICATE",
    "Is each member of every answer there once?",
    lambda check: check.told("HTTP-JSON-DUPLICATE"),
    "Twice in one object: {}.",
    spec="RFC 8259 4",
    severity="warning",
    advice="Parsers differ in which copy they keep: tell the provider.",
    expected="each once",
)
row(
    "HTTP-JSON-SYNTAX",
    "Is all JSON strictly JSON?",
    lambda check: check.told("HTTP-JSON-SYNTAX"),
    "More than JSON allows, which many parsers refuse: {}.",
    spec="RFC 8259 2, 6",
    advice="Tell the provider; such a number counts as null here, and what stands behind the JSON is left out.",
)


def how_it_travelled(exchange: Exchange) -> Travelled:
    """Tell how one exchange travelled."""
    details = {rule: detail for rule, find in _DETAILS.items() if (detail := find(exchange))}
    wrong = [rule for rule, is_wrong in _IS_WRONG.items() if is_wrong(exchange)]
    return Travelled(exchange.step, frozenset([*wrong, *details]), details)


def check_transport(exchanges: Iterable[Travelled]) -> Report:
    """Tell how the exchanges of a flow travelled, of which `how_it_travelled` has told one by one."""
    return TRANSPORT.run(TransportCheck(tuple(exchanges)))
