"""The proxy that some networks want between us and the provider."""

from __future__ import annotations

import base64
import urllib.parse
from dataclasses import dataclass

from ..errors import Mistake
from ..secret import Secret, Text, reveal


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy: its host and port, and what it asks for at the door. As text it is its address, without the password."""

    host: str
    port: int
    user: str | None = None
    password: Secret | None = None

    @classmethod
    def parse(cls, address: Text) -> Proxy:
        """Return the proxy of an address such as `http://user:password@host:8080`. Raises `Mistake` where it cannot be one."""
        if not isinstance(address, str | Secret):
            raise Mistake(f"The proxy's address is a text. {_EXPECTED}")
        try:
            parts = urllib.parse.urlsplit(reveal(address).strip())
            host, port = parts.hostname, parts.port or 80
        except ValueError:
            raise Mistake(f"The proxy's address has a port or a host that cannot be read. {_EXPECTED}") from None
        if parts.scheme != "http" or not host or parts.path.strip("/") or parts.query:
            raise Mistake(f"The proxy's address does not begin with http:// or has parts too many. {_EXPECTED}")
        user = None if parts.username is None else urllib.parse.unquote(parts.username)
        password = None if user is None else Secret(urllib.parse.unquote(parts.password or ""), "proxy_password")
        return cls(host, port, user, password)

    @property
    def origin(self) -> str:
        """The address without user and password."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def auth(self) -> tuple[bytes, bytes] | None:
        """User and password as the Basic scheme takes them (RFC 7617 2); None for an open proxy."""
        if self.user is None or self.password is None:
            return None
        return self.user.encode(), self.password.reveal().encode()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What nobody may see: the password, and the Basic credentials in which it travels (RFC 7617 2)."""
        if self.auth is None:
            return ()
        basic = base64.b64encode(b":".join(self.auth)).decode()
        return tuple(secret for secret in (self.password, Secret(basic, "proxy_credentials")) if secret)

    def __str__(self) -> str:
        return self.origin if self.user is None else self.origin.replace("//", f"//{self.user}:***@", 1)


_EXPECTED = "Give Http(proxy=...) an address such as http://proxy.example:8080 or http://user:password@proxy.example:8080."
