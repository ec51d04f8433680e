"""TLS: no trusted, encrypted connection came about (RFC 8446); wire/trouble.py has the sentences by which it is told."""

from __future__ import annotations

from ...messages.address import split_url
from ..case import Case
from ..cause import ANYWHERE, Signs, cause
from ..reached import came_to, was_answered_lately
from ..signs import contrary, doubtful, hint, slip
from .network import TLS, is_kind, is_silent_in_tls, row

_OF_CERTIFICATES = (
    "that this machine does not know",
    "that this machine knows",
    "has expired",
    "not valid yet",
    "is for another host",
)
_OPEN_END = ("unable to get local issuer", "unable to verify the first")  # the chain ends before anything that is known
_PLAIN = "does not speak tls"
_CUT = "hung up in the middle"
_UNACCEPTABLE = "is not acceptable"
_NO_REASON = "handshake failure"  # an alert that says nothing (RFC 8446 6.2)
_VERSIONS = (
    "protocol version",
    "unsupported protocol",
    "no protocols available",
    "unsafe legacy renegotiation",
    "dh key too small",
    "wrong ssl version",
)
_TOLD = (_PLAIN, _CUT, "unrecognized name", "certificate required", *_VERSIONS)
_OWN_FILE = "your pem file"  # as the sentence has it where one was given


def _ends_openly(case: Case) -> bool:
    return case.symptom.kind == "no answer" and is_kind("tls", *_OPEN_END)(case)


def _may_be_authority(case: Case) -> Signs:
    """An authority that nobody here knows ends so, and so does one whose certificate in between is missing."""
    if _ends_openly(case):
        has_file = _OWN_FILE in (case.symptom.problem or "").lower()
        yield (doubtful if has_file else slip)(case.symptom.problem or "")


row(
    "authority-unknown",
    "The certificate is of an authority that this machine does not know: a private one, or that of a proxy that looks into TLS.",
    is_kind("tls", *_OF_CERTIFICATES[:2], without=_OPEN_END),
    "Give the authority's certificate in a PEM file: Http(ca_file=...). Never switch the check off.",
    TLS,
    _may_be_authority,
    "authority-file",
)


@cause(
    "chain-incomplete",
    legs=ANYWHERE,
    topic="network",
    spec="RFC 8446 4.4.2; OIDC Core 16.17",
    advice="Its server has to send the certificates in between, the whole chain but for the root; browsers fetch them by themselves, "
    "so all looks well there. openssl s_client -showcerts shows what comes. Until then they can stand in the PEM file: Http(ca_file=...).",
    experiment="authority-file",
)
def chain_incomplete(case: Case) -> Signs:
    """The server does not send the certificates between its own and its authority."""
    if _ends_openly(case):
        yield slip(case.symptom.problem or "")


row(
    "certificate-expired",
    "The certificate is out of its time, or this machine's clock is wrong.",
    is_kind("tls", *_OF_CERTIFICATES[2:4]),
    "Look at this machine's clock; where it is right, the certificate's owner has to renew it.",
    TLS,
)
row(
    "certificate-of-another",
    "The certificate is for another host.",
    is_kind("tls", _OF_CERTIFICATES[4]),
    "Use the name that the certificate has.",
    TLS,
)


def _is_cut_in_tls(case: Case) -> bool:
    return case.symptom.kind == "no answer" and is_kind("tls", _CUT)(case)


def _has_usual_port(case: Case) -> bool:
    parts = split_url(str(case.sent_request.get("url") or ""))
    return parts is not None and parts.port in (None, 443, 8443)


def _may_speak_plainly(case: Case) -> Signs:
    """A server that waits for http keeps silent while TLS is agreed on, or hangs up; so does what cuts TLS off on the way."""
    if was_answered_lately(case) and (_is_cut_in_tls(case) or came_to(case) == "tls"):
        yield contrary("The same server answered over TLS in this run.")
    elif is_silent_in_tls(case):
        yield slip("The connection came about, so no firewall drops packets: the time ran out while TLS was agreed on.")
    elif _is_cut_in_tls(case):
        yield (doubtful if _has_usual_port(case) else slip)(case.symptom.problem or "")


row(
    "no-tls-there",
    "The address says https, and no TLS is spoken on this port.",
    is_kind("tls", _PLAIN),
    "Is it plain http, or another port? Try the address with http:// in front.",
    TLS,
    _may_speak_plainly,
    experiment="other-scheme",
)


def _may_be_cut_off(case: Case) -> Signs:
    if _is_cut_in_tls(case):
        yield slip(case.symptom.problem or "")
        if was_answered_lately(case):
            yield hint(
                "The same server answered over TLS in this run: another machine behind the same name may have taken this."
            )


row(
    "tls-cut-off",
    "TLS is cut off while it is agreed on: by a firewall or filter that minds the name, by a proxy that has to be used, or by the server.",
    lambda case: False,
    "Ask from another network: where it works there, whoever runs this one has to let the name pass, or has a proxy for it: Http(proxy=...). "
    "Where it fails everywhere, the server's log says why.",
    TLS,
    _may_be_cut_off,
)
row(
    "tls-name-unknown",
    "The server has no site under the name by which it was asked (SNI).",
    is_kind("tls", "unrecognized name"),
    "Ask by the name that the server has, not by an address or an alias; where a hosts file or a DNS entry leads here, it leads to the wrong machine.",
    "RFC 6066 3; RFC 8446 4.2",
)


def _may_not_agree(case: Case) -> Signs:
    if case.symptom.kind == "no answer" and is_kind("tls", _NO_REASON)(case):
        yield slip(case.symptom.problem or "")


row(
    "tls-versions-differ",
    "The server and this machine have no version or cipher of TLS in common.",
    is_kind("tls", *_VERSIONS),
    "The server has to speak TLS 1.2 or 1.3 with ciphers of today; an old device before it may be what speaks.",
    "RFC 8996; RFC 9325 3",
    _may_not_agree,
)


def _may_want_certificate(case: Case) -> Signs:
    if case.symptom.kind == "no answer" and is_kind("tls", _NO_REASON)(case):
        yield slip(case.symptom.problem or "")


row(
    "tls-certificate-wanted",
    "The server wants a certificate of the client before it says anything (mutual TLS).",
    is_kind("tls", "certificate required"),
    "This explorer sends no client certificates: use the address that is for clients without one, or register the client for another method.",
    "RFC 8705 2; RFC 8446 4.3.2",
    _may_want_certificate,
)
row(
    "certificate-unacceptable",
    "The certificate breaks a rule for certificates: it is revoked, too weak, for another purpose, or lacks a part.",
    is_kind("tls", _UNACCEPTABLE),
    "Its owner has to replace it; browsers forgive some of this. openssl s_client -showcerts | openssl x509 -text shows what is in it. A private "
    "authority that leaves out the Authority Key Identifier is refused by newer versions of Python (RFC 5280 4.2.1.1).",
    "RFC 5280 4, 6",
)
row(
    "tls-failed",
    "TLS failed.",
    is_kind("tls", without=(*_OF_CERTIFICATES, *_TOLD, _NO_REASON, _UNACCEPTABLE)),
    "Open the address in a browser: if it works there, this network may want a proxy.",
    TLS,
)
