"""Nobody answered: our own side of the wire says why, so most of this is proven (wire/trouble.py has the sentences)."""

from __future__ import annotations

import json
from collections.abc import Callable

from ..browser import COULD_NOT_OPEN, OWN_PAGE
from ..case import Case
from ..cause import ANYWHERE, Look, Signs, cause
from ..issuers import PASS_ON
from ..page import UPGRADE
from ..reached import came_to, dead_host_of_document, is_of_the_inside, was_answered_lately
from ..signs import DOUBTFUL, HINT, SAYS, SLIP, Sign, contrary, doubtful, enough, hint, ours, slip
from ..symptom import host_of


def is_kind(kind: str, *words: str, without: tuple[str, ...] = ()) -> Callable[[Case], bool]:
    """Return what tells that no answer came for this kind of reason, and that the sentence of the wire has one of these words."""

    def tells(case: Case) -> bool:
        sentence = (case.symptom.problem or "").lower()
        fits = not words or any(word in sentence for word in words)
        return case.symptom.error_kind == kind and fits and not any(word in sentence for word in without)

    return tells


def _hangs_up_on_http(case: Case) -> bool:
    """A server that speaks TLS hangs up on plain http, most of the time without a word; one that answered so before does not want TLS."""
    is_plain = str(case.sent_request.get("url")).startswith("http:")
    return (
        is_plain
        and case.symptom.kind == "no answer"
        and is_kind("cut", "without an answer")(case)
        and not was_answered_lately(case)
    )


def _may_be_hung_up(case: Case) -> Signs:
    if _hangs_up_on_http(case):
        yield slip(f"{case.symptom.problem} A server that speaks TLS hangs up so on plain http.")


def _wants_https(case: Case) -> Signs:
    """The same; and a document that was made behind a proxy names plain http, though the issuer says https."""
    yield from _may_be_hung_up(case)
    if case.symptom.kind == "no answer" and str(case.sent_request.get("url")).startswith("http:") and was_answered_lately(case):
        yield contrary("The same server answered over plain http in this run.")
    if case.symptom.status == UPGRADE:
        yield slip("It answered 426, by which a server asks for another protocol, such as TLS (RFC 9110 15.5.22).")
    issuer, endpoint = (str(case.run.metadata.get(name) or "") for name in ("issuer", "authorization_endpoint"))
    if case.symptom.kind == "page" and issuer.startswith("https:") and endpoint.startswith("http:"):
        yield hint(
            f"The issuer says https, and its document names {endpoint}: a proxy does not pass on that it was reached by https."
        )


_REFUSED = ("nothing listens", "refused the connection")
_TIMED_OUT = "connection timed out"  # as the operating system has it
TLS = "RFC 8446; OIDC Core 16.17"


def is_silent_in_tls(case: Case) -> bool:
    """The connection came about, and the time ran out before TLS was agreed on, at a server that nobody heard speak TLS."""
    return came_to(case) == "tls" and not was_answered_lately(case)


def _may_be_slow(case: Case) -> Signs:
    if is_silent_in_tls(case):
        yield doubtful(case.symptom.problem or "")


def row(
    id: str,
    title: str,
    tells: Callable[[Case], bool],
    advice: str,
    spec: str = "RFC 9110 3.3",
    may: Look | None = None,
    experiment: str = "ask-again",
) -> None:
    """Register a cause that the wire tells: `tells` where it says just this, `may` what speaks for it elsewhere."""

    def look(case: Case) -> Signs:
        if case.symptom.kind == "no answer" and tells(case):
            yield ours(case.symptom.problem or "No answer came.")
        elif may is not None:
            yield from may(case)

    look.__doc__ = title
    register: Callable[[Look], Look] = cause(
        id,
        legs=ANYWHERE,
        topic="network",
        spec=spec,
        advice=advice,
        experiment=experiment,
    )
    register(look)


row(
    "name-unknown",
    "The name of the host is not known here.",
    is_kind("dns"),
    "Check the spelling of the issuer; is this machine online, and does its network want a proxy: Http(proxy=...)?",
)
row(
    "nobody-listens",
    "Nobody listens at that address, or a firewall refuses.",
    is_kind("connect", *_REFUSED),
    "Check host and port; start what should listen there.",
)
row(
    "no-route",
    "No connection can be made from here: no route leads there (an IPv6 address, a VPN, another network), or this machine may not.",
    is_kind("connect", without=(*_REFUSED, _TIMED_OUT)),
    "Ask from a machine in the provider's network; is its VPN up? A name that has IPv6 addresses alone is not reached from a network without "
    "IPv6. Where this network wants a proxy: Http(proxy=...).",
)
row(
    "no-time",
    "No answer came in time.",
    lambda case: (is_kind("timeout")(case) and not is_silent_in_tls(case)) or is_kind("connect", _TIMED_OUT)(case),
    "A firewall that drops packets looks like this, and so does a missing proxy; a slow provider wants Http(timeout=...).",
    may=_may_be_slow,
)
row(
    "https-needed",
    "TLS is wanted there: the address says http, or a proxy before the provider does not pass on that it said https.",
    is_kind("protocol", "answered in tls"),
    "Begin the address with https://. Where it does, the proxy before the provider has to say so (X-Forwarded-Proto), and the provider to believe it.",
    TLS,
    _wants_https,
    experiment="other-scheme",
)
row(
    "not-http",
    "What answers there does not speak HTTP.",
    is_kind("protocol", "does not speak http"),
    "Check host and port.",
)
row(
    "request-unwritable",
    "The request cannot be written as HTTP, so nothing was sent.",
    is_kind("protocol", "nothing was sent"),
    "Look at what was added to it, and at the address.",
)


def _may_be_damaged(case: Case) -> Signs:
    """An answer that begins as JSON and cannot be read was cut off, or written by hand."""
    begun = (said for said in case.symptom.said if isinstance(said, str) and said.lstrip("\ufeff \r\n\t")[:1] in ("{", "["))
    if case.symptom.kind == "refused" and any(not _is_json(said) for said in begun):
        yield Sign(
            SLIP + HINT,
            "The answer begins as JSON and cannot be read as that: it ends too early, or somebody wrote it by hand.",
        )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


row(
    "answer-damaged",
    "The answer is damaged: cut off, compressed wrongly, or against the rules of HTTP.",
    is_kind("protocol", "content coding", "framing break"),
    "Fetch the address with curl -v, here and from elsewhere: where it differs, a proxy, a cache or a filter on the way changes it; where "
    "it does not, whoever runs the provider has to correct it.",
    "RFC 9110 8.4; RFC 9112",
    _may_be_damaged,
)
row(
    "proxy-in-the-way",
    "The proxy cannot be reached, or does not let us through.",
    is_kind("proxy"),
    "Check Http(proxy=...) and the environment variables; ask who runs it.",
)
row(
    "hung-up",
    "The connection was closed before the answer was complete.",
    lambda case: is_kind("cut")(case) and not _hangs_up_on_http(case),
    "Send again. If it happens every time, something on the way or a crash at the provider ends it: look at both logs.",
    may=_may_be_hung_up,
)
row(
    "stopped-by-us",
    "Somebody pressed stop.",
    is_kind("stopped"),
    "Do the step again.",
)
row(
    "cors-refused",
    "The browser keeps the answer from the page: the provider does not let this origin read it (CORS).",
    is_kind("cors"),
    "Register the page's origin with the provider (web origins, allowed origins, a single-page application); a confidential client "
    "belongs on a server. A provider without CORS is no use to a page's script.",
    "RFC 9700 2.6; RFC 6749 2.1",
)
row(
    "blocked-in-the-browser",
    "The browser, or an extension in it, blocked the request.",
    is_kind("blocked"),
    "Try it in a private window without extensions: blockers of advertisements and tracking stop iframes and token requests.",
    "RFC 9110 3.5",
)
row(
    "frame-forbidden",
    "The provider's page may not stand in a frame, and it showed one instead of an answer.",
    is_kind("frame"),
    "A silent renewal needs prompt=none, a redirect_uri that is registered, and cookies that a frame may use; refresh tokens need no frame.",
    "OIDC Core 3.1.2.1; RFC 9700 4.16",
)
row("answer-too-large", "The answer is too large to be what it should be.", is_kind("too-large"), "Is this the right address?")


@cause(
    "document-of-the-inside",
    legs=ANYWHERE,
    topic="network",
    spec="OIDC Discovery 3; RFC 9110 7.2",
    advice=PASS_ON,
    experiment="ask-again",
)
def document_of_the_inside(case: Case) -> Signs:
    """The discovery document names addresses of the provider's inside: what stands before it does not pass on how it was reached."""
    if not (host := dead_host_of_document(case)):
        return
    source = host_of(str(case.run.provider.get("source") or ""))
    told = f"The discovery document came from {source}, which answered, and names {host}"
    if is_of_the_inside(host) and not is_of_the_inside(source.partition(":")[0]):
        yield Sign(SAYS + DOUBTFUL, f"{told}: a host as the inside has them.")
    elif is_of_the_inside(host):
        yield Sign(SAYS + HINT, f"{told}: another host as the inside has them.")
    else:
        yield doubtful(f"{told}, which is not reached from here.")


@cause(
    "callback-not-opened",
    legs=("authorize", "paste"),
    topic="browser",
    spec="RFC 8252 7; RFC 6749 4.1.2",
    advice="Nothing is wrong with the sign-in: copy the address bar of that tab, all of it, and give it to receive().",
    in_panel="Nothing is wrong with the sign-in: copy the address bar of that tab, all of it, and paste it here in step 3.",
)
def callback_not_opened(case: Case) -> Signs:
    """The browser was sent back, and could not open the redirect_uri: the answer stands in its address bar."""
    if case.symptom.kind == "unread" and OWN_PAGE in (case.symptom.problem or ""):
        yield slip("The browser's own page was pasted, and it speaks of the redirect_uri, or of no address at all.")
    if not any(map(case.is_named, COULD_NOT_OPEN)):
        return
    back, asked = (
        _name_of(address) for address in (case.asked("redirect_uri"), case.run.metadata.get("authorization_endpoint"))
    )
    if back and back != asked and any(back in text for text in case.words.texts):
        yield enough(f"It could not open {back}, which is the host of the redirect_uri: so the browser was sent back.")
    elif back and back == asked and any(back in text for text in case.words.texts):
        yield slip(f"It could not open {back}, where both the provider and the redirect_uri are, and the provider answers.")


def _name_of(address: object) -> str:
    return host_of(str(address or "")).partition(":")[0]


@cause(
    "csp-of-the-page",
    legs=("authorize",),
    topic="browser",
    spec="W3C CSP 6.4.2",
    advice="The provider's page may send forms to some addresses only (form-action in its Content-Security-Policy), and browsers count the "
    "redirect after it: the redirect_uri has to be allowed there, at the provider or at the proxy before it.",
)
def csp(case: Case) -> Signs:
    """The Content-Security-Policy of the provider's page keeps the browser from going on."""
    if case.is_of_the_browser and any("form-action" in text for text in case.words.texts):
        yield enough("The browser names form-action.")


@cause(
    "unreachable",
    legs=ANYWHERE,
    topic="network",
    spec="RFC 9110 3.3",
    advice="Look at the sentence, and try the address in a browser.",
    experiment="ask-again",
)
def unreachable(case: Case) -> Signs:
    """No answer came, for a reason that this record does not name."""
    if case.symptom.kind == "no answer" and case.symptom.error_kind in _KINDS:
        yield contrary("The record names it.")
    elif case.symptom.kind == "no answer":
        yield ours(case.symptom.problem or "No answer came.")


_KINDS = ("dns", "connect", "timeout", "tls", "protocol", "proxy", "cut", "stopped", "cors", "blocked", "frame", "too-large")
