"""Pushed requests (RFC 9126): their place is ready, and this version of the explorer does not push any."""

from __future__ import annotations

from ..answer import Answer
from ..asking import Ask
from ..registry import left_out, probe

left_out(
    "par-works",
    "Does pushing a request work, and what comes back?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.2",
    covers=("O ParEndpoint.IsParSupported", "O DocumentSupport.RFC9126Supported"),
)


left_out(
    "par-login",
    "Does a sign-in with a pushed request work?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 4",
    covers=("O ParEndpoint.IsParSupported",),
)


left_out(
    "par-required",
    "Is a plain request still taken?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 5, 6",
    says="must",
    covers=("O ParEndpoint.IsParRequired",),
)


left_out(
    "par-unauthenticated",
    "Must the client prove who it is to push?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2, 2.1",
    says="must",
    covers=("O ParEndpoint.IsParAuthenticationRequired",),
)


left_out(
    "par-new-redirect",
    "Is an address taken that is not registered, where it is pushed?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.4",
    says="may",
    covers=("O ParEndpoint.AcceptsNewRedirectUri",),
)


left_out(
    "par-new-redirect-public",
    "And without a proof of the client?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.4",
    says="must",
    covers=("O ParEndpoint.RequiresNewRedirectUriAuth",),
)


left_out(
    "par-other-client",
    "Is a request_uri bound to its client?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.2",
    says="must",
    covers=("O ParEndpoint.IsClientBoundToUri",),
)


left_out(
    "par-reuse",
    "Does a request_uri work twice?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 4",
    says="should",
    covers=("O ParEndpoint.IsRequestUriRevoked",),
)


left_out(
    "par-entropy",
    "How long and random is it?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.2",
    says="must",
    covers=("O ParEndpoint.RequestUriEntropyMinReq", "O ParEndpoint.RequestUriEntropySugReq"),
)


left_out(
    "par-lifetime",
    "How long does it live, by the provider's word?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.2",
    covers=("O ParEndpoint.RequestUriTimeout",),
)


left_out(
    "par-with-request-uri",
    "Is a request_uri inside of a pushed request refused?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.1",
    says="must",
)


left_out(
    "par-outer-parameters",
    "Do parameters beside request_uri change the request?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 4; RFC 9101 6.3",
    covers=("O AuthEndpoint.JarParametersInRequest",),
)


left_out(
    "par-validates",
    "Are mistakes found when pushing, or later?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 2.1",
    says="must",
)


@probe("par-get", spec="RFC 9126 2.3")
def par_get(ask: Ask) -> Answer:
    """Does a GET of the endpoint for pushed requests give 405?"""
    seen = ask.get(ask.endpoint("pushed_authorization_request_endpoint"))
    return Answer(str(seen.status))
