"""Nobody answered: our own side of the wire says why, so most of this is proven (wire/trouble.py has the sentences)."""

from __future__ import annotations

from collections.abc import Callable

from ...protocol.legs import LEGS
from ..browser import COULD_NOT_OPEN, OWN_PAGE
from ..case import Case
from ..cause import ANYWHERE, Look, Signs, cause
from ..signs import contrary, doubtful, enough, hint, ours, slip
from ..symptom import host_of


def _is(kind: str, *words: str, without: tuple[str, ...] = ()) -> Callable[[Case], bool]:
    def tells(case: Case) -> bool:
        sentence = (case.symptom.problem or "").lower()
        fits = not words or any(word in sentence for word in words)
        return case.symptom.error_kind == kind and fits and not any(word in sentence for word in without)

    return tells


def _may_want_https(case: Case) -> Signs:
    """A server that speaks TLS hangs up on plain http, most of the time without a word."""
    asked = case.request(LEGS[case.symptom.leg].exchange).get("url")
    if case.symptom.kind == "no answer" and _is("cut", "without an answer")(case) and str(asked).startswith("http:"):
        yield slip(f"{case.symptom.problem} A server that speaks TLS hangs up so on plain http.")


def _wants_https(case: Case) -> Signs:
    """The same; and a document that was made behind a proxy names plain http, though the issuer says https."""
    yield from _may_want_https(case)
    issuer, endpoint = (str(case.run.metadata.get(name) or "") for name in ("issuer", "authorization_endpoint"))
    if case.symptom.kind == "page" and issuer.startswith("https:") and endpoint.startswith("http:"):
        yield hint(
            f"The issuer says https, and its document names {endpoint}: a proxy does not pass on that it was reached by https."
        )


def _row(
    id: str, title: str, tells: Callable[[Case], bool], advice: str, spec: str = "RFC 9110 3.3", may: Look | None = None
) -> None:
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
        experiment="ask-again",
    )
    register(look)


_TLS = "RFC 8446; OIDC Core 16.17"
_OF_CERTIFICATES = (
    "that this machine does not know",
    "that this machine knows",
    "has expired",
    "not valid yet",
    "is for another host",
)
_OPEN_END = ("unable to get local issuer", "unable to verify the first")  # the chain ends before anything that is known
_OWN_FILE = "your pem file"  # as the sentence has it where one was given


def _ends_openly(case: Case) -> bool:
    return case.symptom.kind == "no answer" and _is("tls", *_OPEN_END)(case)


def _may_be_authority(case: Case) -> Signs:
    """An authority that nobody here knows ends so, and so does one whose certificate in between is missing."""
    if _ends_openly(case):
        has_file = _OWN_FILE in (case.symptom.problem or "").lower()
        yield (doubtful if has_file else slip)(case.symptom.problem or "")


_row(
    "name-unknown",
    "The name of the host is not known here.",
    _is("dns"),
    "Check the spelling of the issuer; is this machine online, and does its network want a proxy: Http(proxy=...)?",
)
_row(
    "nobody-listens",
    "Nobody listens at that address, or a firewall refuses.",
    _is("connect"),
    "Check host and port; start what should listen there.",
)
_row(
    "no-time",
    "No answer came in time.",
    _is("timeout"),
    "A firewall that drops packets looks like this, and so does a missing proxy; a slow provider wants Http(timeout=...). The code may be used up.",
)
_row(
    "authority-unknown",
    "The certificate is of an authority that this machine does not know: a private one, or that of a proxy that looks into TLS.",
    _is("tls", *_OF_CERTIFICATES[:2], without=_OPEN_END),
    "Give the authority's certificate in a PEM file: Http(ca_file=...). Never switch the check off.",
    _TLS,
    _may_be_authority,
)


@cause(
    "chain-incomplete",
    legs=ANYWHERE,
    topic="network",
    spec="RFC 8446 4.4.2; OIDC Core 16.17",
    advice="Its server has to send the certificates in between, the whole chain but for the root; browsers fetch them by themselves, "
    "so all looks well there. openssl s_client -showcerts shows what comes. Until then they can stand in the PEM file: Http(ca_file=...).",
    experiment="ask-again",
)
def chain_incomplete(case: Case) -> Signs:
    """The server does not send the certificates between its own and its authority."""
    if _ends_openly(case):
        yield slip(case.symptom.problem or "")


_row(
    "certificate-expired",
    "The certificate is out of its time, or this machine's clock is wrong.",
    _is("tls", *_OF_CERTIFICATES[2:4]),
    "Its owner has to renew it; look at this machine's clock too.",
    _TLS,
)
_row(
    "certificate-of-another",
    "The certificate is for another host.",
    _is("tls", _OF_CERTIFICATES[4]),
    "Use the name that the certificate has.",
    _TLS,
)
_row(
    "no-tls-there",
    "The address says https, and no TLS is spoken on this port.",
    _is("tls", "does not speak tls", "hung up in the middle"),
    "Is it plain http, or another port?",
    _TLS,
)
_row(
    "tls-failed",
    "TLS failed.",
    _is("tls", without=(*_OF_CERTIFICATES, "does not speak tls", "hung up in the middle")),
    "Open the address in a browser: if it works there, this network may want a proxy.",
    _TLS,
)
_row(
    "https-needed",
    "TLS is wanted there: the address says http, or a proxy before the provider does not pass on that it said https.",
    _is("protocol", "answered in tls"),
    "Begin the address with https://. Where it does, the proxy before the provider has to say so (X-Forwarded-Proto), and the provider to believe it.",
    _TLS,
    _wants_https,
)
_row(
    "not-http", "What answers there does not speak HTTP.", _is("protocol", without=("answered in tls",)), "Check host and port."
)
_row(
    "proxy-in-the-way",
    "The proxy cannot be reached, or does not let us through.",
    _is("proxy"),
    "Check Http(proxy=...) and the environment variables; ask who runs it.",
)
_row(
    "hung-up",
    "The connection was closed before the answer was complete.",
    lambda case: _is("cut")(case) and not list(_may_want_https(case)),
    "Send again, with a fresh code: this one may be used up.",
    may=_may_want_https,
)
_row("stopped-by-us", "Somebody pressed stop.", _is("stopped"), "Do the step again; where a code was sent, with a fresh link.")
_row(
    "cors-refused",
    "The browser keeps the answer from the page: the provider does not let this origin read it (CORS).",
    _is("cors"),
    "Register the page's origin with the provider (web origins, allowed origins, a single-page application); a confidential client "
    "belongs on a server. A provider without CORS is no use to a page's script.",
    "RFC 9700 2.6; RFC 6749 2.1",
)
_row(
    "blocked-in-the-browser",
    "The browser, or an extension in it, blocked the request.",
    _is("blocked"),
    "Try it in a private window without extensions: blockers of advertisements and tracking stop iframes and token requests.",
    "RFC 9110 3.5",
)
_row(
    "frame-forbidden",
    "The provider's page may not stand in a frame, and it showed one instead of an answer.",
    _is("frame"),
    "A silent renewal needs prompt=none, a redirect_uri that is registered, and cookies that a frame may use; refresh tokens need no frame.",
    "OIDC Core 3.1.2.1; RFC 9700 4.16",
)
_row("answer-too-large", "The answer is too large to be what it should be.", _is("too-large"), "Is this the right address?")


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
