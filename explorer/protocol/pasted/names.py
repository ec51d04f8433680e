"""What a text is, where it is no answer: each thing that people paste by mistake is called by its name.

No sentence repeats what may be a secret: it tells the length, the scheme and the host at most.
"""

from __future__ import annotations

import re

from ...errors import Mistake
from ...messages import parse_form
from ...messages.address import origin
from ...reference import error_code
from ..browser_words import is_browser_page
from ..credentials import parameter_label
from .address import split
from .escapes import PAGE
from .gateways import gateway, host_of
from .text import NAME, TOKEN_REQUEST, Known

EXPECTED = "Expected the address to which the browser returned after signing in."
AS_IS = "If it is a code all the same, use receive(..., as_is=True)."

_SCHEME_WORD = re.compile(
    r"\A(?:(?:Proxy-)?Authorization\s*[:=]\s*)?['\"]?(Bearer|Basic|DPoP|Digest|MAC|Negotiate|Token)(?:[\s:]|\Z)", re.IGNORECASE
)
_REDACTED = re.compile(r"<\w{1,20} [0-9a-f]{8}>|\[?\bredacted\b\]?|[*\u2022\u25cf]{3,}|\Ax{4,}\Z", re.IGNORECASE)
_TOKENS = (
    (re.compile(r"ya29\."), "an access token of Google"),
    (re.compile(r"1//0"), "a refresh token of Google"),
    (re.compile(r"GOCSPX-"), "a client secret of Google"),
    (re.compile(r"gh[opsur]_[A-Za-z0-9]{20}|github_pat_"), "a token of GitHub"),
    (re.compile(r"glpat-|gloas-"), "a token or secret of GitLab"),
    (re.compile(r"xox[abeprs]-"), "a token of Slack"),
    (re.compile(r"sk[-_](?:live|test|ant|proj)"), "a secret key"),
    (re.compile(r"urn:ietf:params:oauth:request_uri:"), "a request_uri, which stands for a request that was pushed"),
)
_HOST = re.compile(
    r"(?:(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}\]|(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}[a-z]{2,18})(?::\d{1,5})?|[a-z][a-z0-9-]{1,62}:\d{2,5}(?=/))(?:[/?#]|\Z)"
)
_PATH = re.compile(r"(?:/[a-z][a-z0-9._-]{0,40}){1,8}/?\Z|\.{0,2}/\Z|[A-Za-z]:\\|\\\\|~/|/(?:home|Users|tmp|etc)/")
_MAIL = re.compile(r"[^@\s/]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}\Z", re.IGNORECASE)
_OTHER_SCHEME = re.compile(
    r"(?:https?|urn|about|data|blob|file|mailto|javascript|chrome|edge|view-source|intent|ftp|tel|ws|wss)(?::|\Z)",
    re.IGNORECASE,
)
_NOTHING = {
    "null",
    "undefined",
    "none",
    "nil",
    "nan",
    "true",
    "false",
    "object",
    "[object object]",
    "response",
    "access_token",
    "id_token",
}
_CHARACTERS = re.compile(
    r"[\x21#-;=?-\[\]-\x7e]+\Z"
)  # printable ASCII, without the quotes, brackets and backslashes of wrappings
_NAMED = re.compile(r"([a-z]{2,20}(?:[_-][a-z]{1,20}){0,4})=[^=&]+={0,2}\Z")  # words, as no provider begins a code with one
_HTTP = re.compile(r"(?:[<>*] )?(?:curl |wget |POST |GET |PUT |HTTP/\d)")


def refuse_before_reading(text: str) -> None:
    """Name what must not even be taken apart: nothing at all, a header with a token in it, a key."""
    if not text.strip():
        raise Mistake("Nothing was pasted. Expected the address to which the browser returned, or the code in it.")
    if word := _SCHEME_WORD.match(text):
        raise Mistake(
            f"This is what a program sends in an Authorization header ({word[1]} ...): a token or a password, and no code. {EXPECTED}"
        )
    if text.lstrip("\\n\n -").startswith(("BEGIN ", "BEGIN\n")) or "-----BEGIN" in text[:200]:
        raise Mistake(f"This is a key or a certificate (PEM), not a code. {EXPECTED}")
    if re.fullmatch(r"<\w{1,20} [0-9a-f]{8}>", text):
        raise Mistake(_of_redacted())


def refuse_incomplete(code: str) -> None:
    """Refuse a code that is not all there: hidden by whoever kept the record, or shortened by whoever showed it."""
    if _REDACTED.search(code):
        raise Mistake(_of_redacted())
    if re.search("[\u00ab\u00bb\u201c-\u201f\u2039\u203a\u300a-\u300f]|_;!!|[*][*]\\Z|[])}][|]", code):
        raise Mistake(f"The code ends in quotes or words that stood around it, and nothing tells where it ends. {EXPECTED}")
    if re.search(r"[\r\n\t\x00]", code):
        raise Mistake(f"The code has a line break in it, and nothing tells where it ends. {EXPECTED}")
    if code.endswith("\\"):
        raise Mistake(
            f"The code ends in a backslash, which some program put there, and nothing tells where it ends. {EXPECTED}"
        )
    if code.endswith("...") or "\u2026" in code:
        raise Mistake("The code was shortened (it has three dots in it), so it is not all there. Copy the whole address bar.")


def refuse_redacted_parameter(text: str) -> None:
    """Refuse an address in which a fingerprint stands in the place of the code."""
    if re.search(
        r"code(?:=|%3D|['\"]?: ['\"]?)(?:<\w{1,20} [0-9a-f]{8}>|%3Ccode(?:\+|%20)[0-9a-f]{8}%3E|\[?redacted\b|\*{3})",
        text,
        re.IGNORECASE,
    ):
        raise Mistake(_of_redacted())


def _of_redacted() -> str:
    return (
        "The code in this text is hidden (by a fingerprint, stars or a word), so it was copied from a record and not from the "
        "browser. Copy the address bar of the tab in which you signed in."
    )


def refuse_token(text: str) -> None:
    """Name a token: it is no code, and must not be sent as one."""
    if text.startswith("eyJ") and "." in text:
        raise Mistake(
            "This is a token (a JWT), not a code. Expected the address to which the browser returned after signing in. "
            "If your provider's codes look like this, use receive(..., as_is=True)."
        )
    for pattern, name in _TOKENS:
        if pattern.match(text):
            raise Mistake(f"This is {name}, not a code. {EXPECTED} {AS_IS}")


def refuse_what_is_no_code(text: str, known: Known) -> None:
    """Raise `Mistake` where a bare text cannot be a code, and say what it is."""
    refuse_own(text, known)
    refuse_browser_page(text, known)
    _refuse_pieces_of_state(text, known)
    refuse_before_reading(text)
    refuse_token(text)
    if any(character.isspace() for character in text):
        raise Mistake("Expected an address or a code; this has spaces in it, as a sentence has. Copy the address bar.")
    refuse_incomplete(text)
    if text.startswith(("{", "[")) and not text.endswith("="):
        raise Mistake("This is JSON or the place holder of a template, not a code. " + EXPECTED)
    if PAGE.match(text) or text.startswith("<"):
        raise Mistake(f"This is the source of a page. {EXPECTED}")
    _refuse_addresses(text, known)
    _refuse_words(text)


def _refuse_addresses(text: str, known: Known) -> None:
    landing = known.landing
    of_ours = landing is not None and text.rstrip("/") in (landing.rstrip("/"), landing.partition("://")[2].rstrip("/"))
    if of_ours or _HOST.match(text) or _OTHER_SCHEME.match(text) or text.startswith("//"):
        where = shown_address(text if "://" in text else f"x://{text.lstrip('/')}").removeprefix("x://")
        raise Mistake(no_answer(text, f"an address{f' ({where})' if where else ''}", known))
    if _PATH.match(text):
        raise Mistake(no_answer(text, "the path of an address or of a file", known))
    if _MAIL.match(text):
        raise Mistake(f"This is an e-mail address, not a code. {EXPECTED}")


def _refuse_words(text: str) -> None:
    if text.lower() in _NOTHING:
        raise Mistake(f"This is a word that programs write where there is no value, not a code. {EXPECTED}")
    if not text.isdigit() and error_code(text) is not None:
        raise Mistake(
            f"This is an error code of OAuth, not a code to exchange. {EXPECTED} It carries the error with its description."
        )
    if re.match(
        rf"{NAME}=|(?:client_id|redirect_uri|response_type|nonce|grant_type|refresh_token|code_verifier|code_challenge)=", text
    ):
        raise Mistake("Expected code=... or error=... among the parameters; there is neither. Copy the whole address.")
    if (named := _NAMED.match(text)) is not None:
        label = parameter_label(named[1])
        what = f"the value of a {label}, with its name" if label else "a parameter, and neither code=... nor error=..."
        raise Mistake(f"This is {what}. Nothing was read of it. {EXPECTED} {AS_IS}")
    if re.match(r"[\w.-]{1,60}=[^=&]*&[\w.-]{1,60}=", text):
        raise Mistake("These are parameters, and neither code=... nor error=... is among them. Copy the whole address.")
    if not _CHARACTERS.match(text):
        raise Mistake(
            f"This text of {len(text):,} characters holds characters that no code has (RFC 6749 A.11), or hardly any, such as quotes. Copy it again. {AS_IS}"
        )


def refuse_own(text: str, known: Known) -> None:
    """Name a text of the flow's own: none of them is ever a code."""
    if (own := known.what(text)) is not None:
        raise Mistake(f"This is {own}, not the code. {EXPECTED} The code stands in it behind code=.")


def _refuse_pieces_of_state(text: str, known: Known) -> None:
    if known.state is None or len(known.state) < 12:
        return
    if text.startswith(known.state) or (len(text) >= 8 and known.state.startswith(text)):
        raise Mistake(
            f"This is the state of this flow, {'with something added' if len(text) > len(known.state) else 'cut off'}, not the code. {EXPECTED}"
        )
    if text.endswith(known.state):
        raise Mistake(f"The state of this flow stands at the end of this text, and nothing parts it from the code. {EXPECTED}")


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,60}:")
_PLAIN_PATH = re.compile(r"(?:/(?:[A-Za-z._-]{1,24}|[A-Za-z]{1,8}[0-9]{1,2}))*/?")  # words, and oauth2 or v1
_PORT = re.compile(r":\d{1,5}(?=[/?#]|$)")


def shown_address(address: str) -> str:
    """Return scheme, host and port of an address, and its path where that is of plain words."""
    scheme, host = _SCHEME.match(address), host_of(address)
    if scheme is None or not host:
        return f"{scheme[0]}..." if scheme else "without a scheme"
    behind = address.partition("://")[2].partition("@")[2] or address.partition("://")[2]
    rest = behind[len(host) :]
    port = _PORT.match(rest)
    path = re.split(r"[?#]", rest[len(port[0]) :] if port else rest)[0]
    plain = path if _PLAIN_PATH.fullmatch(path) else "/..." if path.startswith("/") else ""
    return f"{scheme[0]}//{host}{port[0] if port else ''}{plain}"


def no_answer(text: str, what: str | None = None, known: Known | None = None) -> str:
    """Say what an address without an answer is. Of its path only plain words are shown: others may be secrets."""
    known = known or Known()
    refuse_browser_page(text if text.startswith(("chrome-error:", "about:")) else "", known)
    address, query, _ = split(text)
    landing = known.landing
    if landing is not None and address.rstrip("/") == landing.rstrip("/"):
        return (
            f"This is the redirect_uri ({shown_address(address)}) with neither code nor error behind it. Copy the whole address bar: "
            "the answer stands behind the ?, and is long."
        )
    names = {name for name, _ in parse_form(query)} if query else set()
    if "code_challenge" in names or ("client_id" in names and names & {"response_type", "request_uri", "request"}):
        return (
            "This is the authorize request, the address that you opened. Expected the one at which the browser "
            "arrived after signing in: it has code=... or error=... in it. If the provider stopped there with a page of its own, paste "
            "the text of that page: its address says nothing. Most often redirect_uri or client_id is not registered as it was sent."
        )
    if names & TOKEN_REQUEST:
        return f"This is a token request, or a part of one, not an answer of the browser. {EXPECTED}"
    packer = gateway(address)
    if packer is not None:
        return (
            f"This address ({host_of(address)}) is that of {packer}, wrapped around another one that cannot be seen in it. Open it, and copy "
            "the address at which the browser arrives."
        )
    begins = f": it begins with {shown_address(landing)} and has code=... or error=... in it" if landing else ""
    if known.is_of_provider(address):
        return (
            f"This is an address of the provider itself ({origin(known.provider or '')}), and not the answer. Bring the one at which the browser "
            f"arrives after signing in{begins}."
        )
    if what is None:
        what = f"an address ({shown_address(address)})"
    return (
        f"This is {what} and has neither code nor error in it. Is it the right tab? Expected the address at which the browser "
        f"arrived after signing in{begins}."
    )


def refuse_browser_page(text: str, known: Known) -> None:
    """Name the browser's own page about an address at which nothing listens: beside it, in the address bar, the answer stands."""
    if not is_browser_page(text):
        return
    if known.landing and known.is_of_provider(known.landing):
        raise Mistake(
            "This is the browser's own page, which says that it cannot connect. At this redirect_uri the provider itself answers, so a "
            "page was to be expected: does the provider still run, and does this browser reach it? Where code=... stands in the "
            "address bar of that tab, it is the answer all the same: copy it, and paste it."
        )
    raise Mistake(
        "This is the browser's own page, which says that it cannot connect. Where nothing listens at the redirect_uri that is "
        "expected, and the answer stands above that page: copy the address bar of the same tab, and paste it."
    )


def refuse_rest(text: str, known: Known) -> None:
    """Name a text of several words or lines in which no answer was found."""
    refuse_browser_page(text, known)
    if re.search(r"[?&]code_challenge=|[?&]response_type=", text):
        address = next((word for word in text.split() if "code_challenge=" in word or "response_type=" in word), "")
        raise Mistake(no_answer("x://x?code_challenge=1" if address else "x"))
    if _HTTP.match(text):
        raise Mistake(f"This is an HTTP request or answer, without code=... or error=... in it. {EXPECTED}")
    if "\n" in text.strip():
        raise Mistake(
            "These are several lines without an address or the name of a parameter, and nothing tells whether they are one code. "
            "Copy the whole address; or join the lines, where they are one."
        )
    if found := re.search(r"[A-Za-z][A-Za-z0-9+.-]{0,60}://[^\s\"'<>]+", text):
        raise Mistake(no_answer(found[0], known=known))
    raise Mistake("Expected an address or a code; this has spaces in it, as a sentence has. Copy the address bar.")
