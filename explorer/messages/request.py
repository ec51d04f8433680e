"""One HTTP request as a value: what is shown is what is sent.

The core sets every header, so that raw HTTP, curl and Python text say the same thing as the bytes on the wire.
"""

from __future__ import annotations

import itertools
import re
import urllib.parse
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Mistake
from ..printable import in_several_lines
from ..secret import Secret, Text, reveal
from .address import split_url, unquoted
from .brief import brief, brief_names
from .forms import Params, encode_component
from .shells import SHELLS, Shell

USER_AGENT = "flow-explorer"
FORM = "application/x-www-form-urlencoded"
Headers = tuple[tuple[str, Text], ...]  # in order, and a name may come twice

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a token (RFC 9110 5.6.2)
_BREAKS_OUT = re.compile(r"[\r\n\0]")  # such a value would begin another header (RFC 9110 5.5)
_WORKED_OUT = ("host", "content-length", "transfer-encoding")  # another value would change where the message ends or goes
_CREDENTIAL = re.compile(r"auth|cookie|dpop|key|password|secret|token|assertion|signature", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """One HTTP request: method, URL, headers in order and, for a POST, the form parameters in order.

    `headers` hold every header that is sent, `Host` and `Content-Length` included. Values may be `Secret`.
    """

    method: str
    url: str
    headers: Headers
    form: Params | None = None

    @classmethod
    def get(cls, url: str, *, headers: Iterable[tuple[str, Text]] = ()) -> Request:
        """Return a GET request; `headers` are added to those that every request has, and replace one of the same name."""
        return cls("GET", url, _headers(url, headers))

    @classmethod
    def post(cls, url: str, form: Params, *, headers: Iterable[tuple[str, Text]] = ()) -> Request:
        """Return a form POST, as every OAuth endpoint wants it (RFC 6749 3.2, appendix B); `headers` as for `get`."""
        length = str(len(cls("POST", url, (), form).body()))
        return cls("POST", url, _headers(url, headers, ("Content-Type", FORM), ("Content-Length", length)), form)

    def __repr__(self) -> str:
        form = "" if self.form is None else f", form {brief_names(name for name, _ in self.form) or 'without parameters'}"
        return f"<Request {self.method} {self.address}: {len(self.headers)} headers{form}>"

    @property
    def address(self) -> str:
        """Where it goes, for people: the URL without the query, which may hold a token."""
        return brief(self.url.partition("?")[0], 200)

    def header(self, name: str) -> Text | None:
        """Return the first header of that name, in any letter case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def parameter(self, name: str) -> Text | None:
        """Return the first form parameter of that name, or None where it is not sent."""
        return next((value for key, value in self.form or () if key == name), None)

    def body(self) -> bytes:
        """Return the bytes of the body as they are sent. They hold secrets: do not show them."""
        return "&".join(f"{name}={reveal(value)}" for name, value in self._encoded()).encode()

    def _encoded(self) -> list[tuple[str, Text]]:
        return [(reveal(encode_component(name)), encode_component(value)) for name, value in self.form or ()]

    @property
    def target(self) -> str:
        """The path and query, as they stand in the request line (RFC 9112 3.2.1)."""
        parts = _parts(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def http(self) -> str:
        """Return the request as raw HTTP/1.1 text; in the place of a secret stands the fingerprint of the value, not of its encoding."""
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        shown = zip(self._encoded(), self.form or (), strict=True)
        body = "&".join(f"{name}={value if isinstance(value, Secret) else text}" for (name, text), (_, value) in shown)
        return in_several_lines("\n".join([*lines, "", body]))

    def shell_variables(self) -> dict[str, Secret]:
        """Return the shell variables that `curl()` expects: name to the exact text, already encoded for its place."""
        return {name: secret for secret, name in self._variable_names().items()}

    def _variable_names(self) -> dict[Secret, str]:
        """One name for each value: the label, with a number where another value has taken it."""
        names: dict[Secret, str] = {}
        for value in [*(v for _, v in self.headers), *(v for _, v in self._encoded())]:
            if isinstance(value, Secret) and value not in names:
                names[value] = _unused(_variable(value.label), names.values())
        return names

    def curl(self, shell: str = "bash") -> str:
        """Return a curl command that sends the same bytes; each secret is a shell variable that you set first.

        `shell` is where you type it: "bash", which also fits zsh and sh, "powershell" or "cmd". Raises `Mistake` for another.
        """
        if shell not in tuple(SHELLS):
            raise Mistake(f"A curl command is written for {', '.join(SHELLS)}, not for {unquoted(shell)}.")
        kind, names = SHELLS[shell], self._variable_names()
        words = [
            f"{kind.curl} --globoff --include --request {self.method}"
        ]  # else curl takes [ and { in an address as a pattern
        words += [f"-H {_quoted(kind, names, *_curl_header(name, value))}" for name, value in self._chosen_headers()]
        if self.form is not None:
            words.append(f"--data-raw {_quoted(kind, names, *self._body_pieces())}")
        notes = [
            f"{kind.comment} {name} holds the {name.lower().replace('_', ' ').strip()}, encoded as it stands on the wire"
            for name in names.values()
        ]
        return "\n".join([*notes, kind.joint.join([*words, kind.word(self.url)])])

    def python(self) -> str:
        """Return a few lines of httpx that send the same request; each secret is read from the environment.

        httpx adds `Connection: keep-alive`, which HTTP/1.1 means anyway (RFC 9112 9.3).
        """
        names = self._variable_names()
        lines = ["import os", "", "import httpx", "", "httpx.request(", f"    {self.method!r},", f"    {self.url!r},"]
        lines += ["    headers={", *(f"        {k!r}: {_python(names, v)}," for k, v in self._chosen_headers()), "    },"]
        if self.form is not None:
            lines += ["    content=" + (" + ".join(_python(names, piece) for piece in self._body_pieces()) or "''") + ","]
        return "\n".join([*lines, ")"])

    def _chosen_headers(self) -> list[tuple[str, Text]]:
        """The headers that another HTTP client has to be told; it works out the address and the length by itself."""
        return [(name, value) for name, value in self.headers if name not in ("Host", "Content-Length")]

    def _body_pieces(self) -> list[Text]:
        """The body as runs of plain text with the secrets between them."""
        pieces: list[Text] = []
        plain = ""
        for index, (name, value) in enumerate(self._encoded()):
            plain += f"{'&' if index else ''}{name}="
            if isinstance(value, Secret):
                pieces += [plain, value]
                plain = ""
            else:
                plain += value
        return [*pieces, plain] if plain else pieces


def secrets_in(request: Request) -> Iterator[Secret]:
    """Yield every secret that a request carries, those of its form first."""
    return (value for _, value in (*(request.form or ()), *request.headers) if isinstance(value, Secret))


def _parts(url: str) -> urllib.parse.SplitResult:
    parts = split_url(url)
    if parts is None:
        raise Mistake("The host of this address cannot be read; expected something like https://host:port/path.")
    return parts


def _headers(url: str, given: Iterable[tuple[str, Text]], *of_the_body: tuple[str, Text]) -> Headers:
    """Every header that is sent: those of all requests, those that were given, those of the body."""
    given = tuple(given)
    replaced = {name.lower() for name, _ in given}
    host = _parts(url).netloc.rpartition("@")[2]
    # identity: a compressed answer would hide its bytes from the reader, and a bomb from the size limit
    fixed = (("Host", host), ("Accept", "application/json"), ("Accept-Encoding", "identity"), ("User-Agent", USER_AGENT))
    first, last = ([pair for pair in pairs if pair[0].lower() not in replaced] for pairs in (fixed, of_the_body))
    return (*first, *given, *last)


def require_headers(given: Any) -> Headers:
    """Return headers of the caller's own, those that hold a credential, by their names, as secrets.

    Raises `Mistake` for what is no list of pairs of two texts, for what HTTP cannot send, and for the headers that are worked
    out from the address and the body.
    """
    pairs = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise Mistake(
                "headers is a list of pairs of a name and a text, such as headers=[('Origin', 'https://app.example')]."
            )
        _require_header(*pair)
    return tuple((name, _marked(name, value)) for name, value in pairs)


def _require_header(name: str, value: Any) -> None:
    if not isinstance(value, str | Secret):
        raise Mistake(f"The header {name} is sent as a text, and this is of the type {type(value).__name__}.")
    if not _NAME.fullmatch(name):
        raise Mistake(f"The name of a header is made of letters, digits and dashes (RFC 9110 5.6.2), not in {unquoted(name)}.")
    if name.lower() in _WORKED_OUT:
        raise Mistake(f"The header {name} is worked out from the address and the body, so it cannot be given.")
    if _BREAKS_OUT.search(reveal(value)):
        raise Mistake(f"The header {name} holds a line break, which would begin another header (RFC 9110 5.5).")


def _marked(name: str, value: Text) -> Text:
    """A header that proves who we are is a secret, whether it was marked as one or not."""
    return Secret(value, name.lower().replace("-", "_")) if isinstance(value, str) and _CREDENTIAL.search(name) else value


def _curl_header(name: str, value: Text) -> tuple[Text, ...]:
    """A header as curl takes it; one with a colon and nothing behind it curl would leave out."""
    return (f"{name}: ", value) if reveal(value) else (f"{name};",)


def _variable(label: str) -> str:
    """Return a label as the name of a shell variable (POSIX 3.216: letters of ASCII, digits, underscores)."""
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in label).upper()
    return f"_{name}" if not name or name[0].isdigit() else name


def _unused(name: str, taken: Collection[str]) -> str:
    candidates = (f"{name}_{number}" for number in itertools.count(2))
    return name if name not in taken else next(each for each in candidates if each not in taken)


def _quoted(shell: Shell, names: Mapping[Secret, str], *pieces: Text) -> str:
    """Return one double-quoted word for the shell, with a variable in the place of each secret."""
    return '"' + "".join(shell.variable(names[p]) if isinstance(p, Secret) else shell.escape(p) for p in pieces) + '"'


def _python(names: Mapping[Secret, str], value: Text) -> str:
    if isinstance(value, Secret):
        return f"os.environ[{names[value]!r}]"
    return repr(value if value.isascii() else value.encode())  # httpx takes text outside ASCII as bytes only
