"""Headers that people paste: WWW-Authenticate, which says what was wrong, and Authorization, which holds a secret."""

from __future__ import annotations

import re

from ..messages import auth_params, brief
from ..protocol.basic import decoded_pair
from ..protocol.jose import looks_like_jwt
from ..reference import error_code
from ..secret import Secret
from .tokens import explain_jwt
from .value import Explanation, Part

_CHALLENGE = re.compile(
    r"""(?:["']?(?P<name>WWW-Authenticate|Proxy-Authenticate)["']?\s*:\s*["']?(?P<any>[A-Za-z][\w-]{1,30})"""
    r"""|(?P<known>Bearer|DPoP|Basic|Digest|Negotiate|NTLM))\b[ \t]*(?P<rest>.*)""",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORIZATION = re.compile(
    r"""['"]?(?:(Proxy-)?Authorization['"]?\s*[:=]\s*)?['"]?(Bearer|DPoP|Basic)[ \t]+([^\s"',]+)['"]?\s*\Z""", re.IGNORECASE
)
_MEANINGS = {
    "realm": ("What is protected.", "RFC 9110 11.5"),
    "error": ("What was wrong with the token.", "RFC 6750 3.1"),
    "error_description": ("The same in the server's own words.", "RFC 6750 3"),
    "scope": ("What the token would have to allow.", "RFC 6750 3"),
    "algs": ("With which algorithms a DPoP proof may be signed.", "RFC 9449 7.1"),
    "resource_metadata": ("Where the API says which provider it trusts.", "RFC 9728 5.1"),
    "error_uri": ("A page about it.", "RFC 6750 3"),
    "acr_values": ("How strong the sign-in would have to be.", "RFC 9470 3"),
    "max_age": ("How old the sign-in may be.", "RFC 9470 3"),
}


def explain_header(text: str, now: float) -> Explanation | None:
    """Explain a header, with its name or without; None for another text."""
    return _authorization(text.strip(), now) or _challenge(text.strip())


def _challenge(text: str) -> Explanation | None:
    found = _CHALLENGE.fullmatch(text)
    if found is None or "\n\n" in text:
        return None
    pairs = auth_params(found["rest"].replace('\\"', '"'))
    if not pairs and found["name"] is None:
        return None
    named = dict(reversed(pairs))
    known = error_code(named["error"], "resource") if "error" in named else None
    what = (
        f"{known.meaning} {known.remedy}"
        if known
        else "The server wants credentials of this kind, and none came."
        if "error" not in named
        else ""
    )
    parts = tuple(Part(name, value, *_MEANINGS.get(name.lower(), ("", "")), group="header") for name, value in pairs)
    return Explanation(
        "www_authenticate",
        f"a challenge (WWW-Authenticate, {brief(found['any'] or found['known'])})",
        "certain" if found["name"] or pairs else "likely",
        what or f"The server refuses with {brief(named.get('error', ''), 60)}.",
        parts,
        refused="error" in named,
        missing=("The request that was refused, and the token in it.",),
    )


def _authorization(text: str, now: float) -> Explanation | None:
    found = _AUTHORIZATION.match(text)
    if found is None:
        return None
    scheme, content = found[2].capitalize(), found[3]
    parts = [
        Part(
            f"({scheme})",
            Secret(content, "authorization"),
            "A credential: whoever has it can use it.",
            "RFC 9110 11.6.2",
            "header",
        )
    ]
    pair = decoded_pair(content) if scheme == "Basic" else None
    if pair is not None:
        parts += [
            Part("client_id", pair[0], "Who asks.", "RFC 6749 2.3.1", "header"),
            Part("client_secret", Secret(pair[1], "client_secret"), "What proves it.", "RFC 6749 2.3.1", "header"),
        ]
    elif scheme == "Basic":
        return None if "=" in content[:-2] else _unreadable(parts)
    elif "=" in content.rstrip("="):  # a challenge
        return None
    what = "id and secret" if scheme == "Basic" else "an access token"
    return Explanation(
        "authorization_header",
        f"an Authorization header ({scheme})",
        "certain",
        f"It holds {what}. It must not be pasted into tickets: if it was, have it replaced.",
        tuple(parts),
        missing=("The request that it belongs to.",),
        pieces=(explain_jwt(content, now),) if looks_like_jwt(content) else (),
    )


def _unreadable(parts: list[Part]) -> Explanation:
    sentence = "It should hold id and secret in base64, and cannot be read as that (RFC 7617 2)."
    return Explanation("authorization_header", "an Authorization header (Basic)", "likely", sentence, tuple(parts))
