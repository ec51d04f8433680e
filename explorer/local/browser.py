"""What a browser's window needs of HTTP. It logs nothing: each address in a sign-in holds something that is secret.

The usual clients log every address that they open, and at their most talkative the headers of each answer.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

from ..errors import Unreachable

_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))  # what may stand in a request line as it is
_PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Answer:
    """A page, or the way to one."""

    status: int
    location: str | None = field(repr=False)
    text: str = field(repr=False)


class Browser:
    """A connection to the local provider. `cookies` are those of the window, which outlive it."""

    def __init__(self, address: str, cookies: dict[str, str]) -> None:
        parts = urlsplit(address)
        self._address = address
        self._cookies = cookies
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def get(self, url: str) -> Answer:
        """Open an address of the provider. Raises `Unreachable` when it does not answer."""
        return self._ask("GET", url, None)

    def post(self, url: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form to an address of the provider."""
        return self._ask("POST", url, urlencode(fields))

    def _ask(self, method: str, url: str, form: str | None) -> Answer:
        target = quote(url.removeprefix(self._address).partition("#")[0], safe=_VISIBLE, errors="replace")
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, target, form, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as problem:
            what = type(problem).__name__  # its own words may quote the answer
            raise Unreachable(f"The local provider gave no answer ({what}). Does it still run?") from None
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Answer(answer.status, answer.headers["Location"], text)
