"""How the messages travelled: encrypted, without detours, between clocks that agree (OIDC Core 16.17, RFC 9110, RFC 9700)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..messages import Exchange, is_link_local, split_url
from ..protocol.flow_table import EXCHANGES
from .registry import RuleSet
from .report import Report
from .rows import rows
from .shapes import is_plain_http

_SKEW = 60  # seconds
_CHALLENGE = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:\s+\S.*)?", re.DOTALL)  # a scheme, then its parameters


@dataclass(frozen=True)
class Travelled:
    """What was wrong with the way of one exchange: the rules that it breaks. It is told once, while the exchange is at hand."""

    step: str
    breaks: frozenset[str]


@dataclass(frozen=True)
class TransportCheck:
    """How the exchanges of a flow travelled."""

    exchanges: tuple[Travelled, ...]

    def those(self, rule: str) -> list[str]:
        """Return the steps that break a rule, each once."""
        steps = [each.step for each in self.exchanges if rule in each.breaks]
        return list(dict.fromkeys(EXCHANGES[step].endpoint if step in EXCHANGES else step for step in steps))


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
    expected=f"{_SKEW} seconds at most",
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


def how_it_travelled(exchange: Exchange) -> Travelled:
    """Tell how one exchange travelled."""
    return Travelled(exchange.step, frozenset(rule for rule, is_wrong in _IS_WRONG.items() if is_wrong(exchange)))


def check_transport(exchanges: Iterable[Travelled]) -> Report:
    """Tell how the exchanges of a flow travelled, of which `how_it_travelled` has told one by one."""
    return TRANSPORT.run(TransportCheck(tuple(exchanges)))
