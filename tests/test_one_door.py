"""Everything that a provider sent passes one door: no value, sentence, page or line of the record shows a secret of ours in it.

Each place of an answer, at each step, in several spellings; and a walk through the types of the values.
"""

from __future__ import annotations

import copy
import dataclasses
import http.server
import inspect
import json
import pickle
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from explorer import Client, Flow, Http, ProviderMetadata, diagnose
from explorer.errors import ExplorerError
from explorer.protocol.redirect import AuthorizationResponse
from explorer.protocol.tokens import TokenResponse
from explorer.redactor.values import Exact, exact, received, settled
from explorer.secret import Secret
from explorer.views.display import _VIEWS, _bundle
from tests.spellings import SPELLINGS

CODE = "made-up-code-31415926535"
SECRET = "made+up/Secret=1234567890"
TRACES = ("made-up-code", "31415926535", "1234567890", "made+up")
STEPS = ("discover", "exchange", "keys", "userinfo", "refresh", "introspect", "revoke")

Answer = tuple[int, str | None, list[tuple[str, str]], bytes]


class Echoing:
    """A provider that answers honestly, but at one step as the test says."""

    def __init__(self) -> None:
        self.base = ""
        self.told: dict[str, Answer] = {}

    def answer(self, path: str, body: str) -> Answer:
        step = "refresh" if "grant_type=refresh_token" in body else path.rpartition("/")[2]
        if step in self.told:
            return self.told[step]
        names = {"issuer": self.base, "jwks_uri": f"{self.base}/keys", "revocation_endpoint": f"{self.base}/revoke"}
        names |= {f"{name}_endpoint": f"{self.base}/{name}" for name in ("authorization", "userinfo")}
        names |= {"token_endpoint": f"{self.base}/exchange", "introspection_endpoint": f"{self.base}/introspect"}
        tokens = {"access_token": "an-access-token-1618", "token_type": "Bearer", "refresh_token": "a-refresh-token-1618"}
        tokens["id_token"] = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
        bodies: dict[str, Any] = {"openid-configuration": names, "exchange": tokens, "refresh": tokens, "keys": {"keys": []}}
        return (
            200,
            None,
            [("Content-Type", "application/json")],
            json.dumps(bodies.get(step, {"sub": "a", "active": True})).encode(),
        )


@contextmanager
def echoing() -> Iterator[Echoing]:
    """Serve it until the block ends."""
    provider = Echoing()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, reason, headers, content = provider.answer(self.path, body)
            if status == 0:
                self.wfile.write(content)
                return
            self.send_response(status, reason)
            for name, value in [*headers, ("Content-Length", str(len(content)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        provider.base = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield provider
        server.shutdown()


@pytest.fixture(scope="module")
def provider() -> Iterator[Echoing]:
    """One for all."""
    with echoing() as served:
        yield served


def json_answer(body: Any, status: int = 200, **headers: str) -> Answer:
    """Return an answer in JSON."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return status, None, [("Content-Type", "application/json"), *named], json.dumps(body).encode()


PLACES: dict[str, Callable[[str], Answer]] = {
    "the error code": lambda echo: json_answer({"error": f"expired {echo}"}, 400),
    "the description": lambda echo: json_answer({"error": "x", "error_description": f"no {echo}"}, 401),
    "the name of a member": lambda echo: json_answer({echo: 1, "access_token": "a1b2c3d4", "token_type": "Bearer"}),
    "a member that comes twice": lambda echo: (
        200,
        None,
        [],
        f'{{"a{echo}": 1, "a{echo}": 2, "access_token": "a1b2c3d4"}}'.encode(),
    ),
    "members far down": lambda echo: json_answer({"sub": "a", "a": [{"b": {echo: [echo]}}], "scope": f"x {echo}"}),
    "the type of the token": lambda echo: json_answer({"access_token": "a1b2c3d4", "token_type": echo, "expires_in": echo}),
    "the problem": lambda echo: json_answer({"detail": echo, "trace_id": echo}, 500),
    "no object": lambda echo: json_answer([echo]),
    "the reason phrase": lambda echo: (400, f"No {echo}", [], b"{}"),
    "a header": lambda echo: json_answer({"error": "x"}, 400, X_Seen=echo, WWW_Authenticate=f'Basic realm="{echo}"'),
    "the name of a header": lambda echo: (
        400,
        None,
        [(f"X-{echo}" if echo.isascii() and echo.replace("-", "").isalnum() else "X", echo)],
        b"{}",
    ),
    "the media type": lambda echo: (200, None, [("Content-Type", f"text/{echo}; charset={echo}")], b"{}"),
    "the content coding": lambda echo: (200, None, [("Content-Encoding", echo)], b"{}"),
    "a cookie": lambda echo: json_answer({"error": "x"}, 400, Set_Cookie=f"session={echo}; HttpOnly"),
    "a Location": lambda echo: (302, None, [("Location", f"https://op.example/?x={echo}")], b""),
    "a page": lambda echo: (500, None, [("Content-Type", "text/html")], f"<h1>{echo}</h1>".encode()),
    "a page in UTF-16": lambda echo: (500, None, [("Content-Type", "text/html")], f"<h1>{echo}</h1>".encode("utf-16")),
    "no HTTP at all": lambda echo: (0, None, [], f"{echo}\r\n\r\n".encode()),
    "a status line": lambda echo: (0, None, [], f"HTTP/1.1 {echo}\r\n\r\n".encode()),
}
SOME_SPELLINGS = ["as it is", "percent", "decimal", "JSON, every letter", "base64 in an address", "a form in base64"]


def page_of(value: Any) -> str:
    """Return how a notebook shows a value."""
    found = _VIEWS.get((type(value).__module__, type(value).__name__))
    return "" if found is None else str(_bundle(found[0], list(found[1:]))(value))


def everything_of(flow: Flow, *outcomes: Any) -> str:
    """Return all that a flow shows: the record, its values as text, HTML, copies and pickles, and what its calls said."""
    held = [
        flow.provider_metadata,
        flow.authorization_response,
        flow.token_response,
        flow.refresh_response,
        flow.userinfo_response,
    ]
    values = [*held, *outcomes, flow.run, flow.run.report, diagnose(flow.run)]
    parts = [flow.run.to_json(), repr(flow), str(flow.run.report.table.to_csv())]
    for value in {id(value): value for value in values}.values():  # what a call returned, the flow holds as well
        parts += [repr(value), str(value), pickle.dumps(value).decode("latin-1") if dataclasses.is_dataclass(value) else ""]
        parts += [repr(copy.copy(value)), page_of(value)]
        for name in ("members", "error", "error_description", "problem", "scope", "token_type", "correlation_id", "headers"):
            parts.append(repr(getattr(value, name, "")))
        response = getattr(value, "response", None)
        parts += [repr(response), repr(getattr(response, "headers", "")), repr(getattr(response, "reason", ""))]
    return "\n".join(parts)


def said(call: Callable[[], Any]) -> Any:
    """Return what a call returns, or the sentence with which it ends."""
    try:
        return call()
    except ExplorerError as problem:
        return f"{problem} {problem!r} {problem.args}"


def flow_at(provider: Echoing) -> Flow:
    """Return a flow that has a code."""
    flow = Flow(provider.base, Client("app", SECRET, redirect_uri="http://127.0.0.1:9/callback"), http=Http(timeout=5))
    flow.discover()
    flow.authorize("openid offline_access")
    flow.receive(CODE)
    return flow


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("step", STEPS)
def test_each_place_of_each_answer(provider: Echoing, step: str, place: str) -> None:
    """The code and the client secret, in some spellings, in everything that results."""
    for name in ("as it is", "decimal", "a form in base64") if step == "exchange" else ("as it is",):
        spell = SPELLINGS[name]
        echo = f"{spell(CODE)}.{spell(SECRET)}"
        provider.told = {}
        flow = flow_at(provider)
        outcomes = []
        if step != "exchange":
            outcomes += [said(flow.exchange)]
        provider.told = {"openid-configuration" if step == "discover" else step: PLACES[place](echo)}
        outcomes.append(said(getattr(flow, "check" if step == "keys" else step)))
        outcomes += [said(flow.userinfo), said(flow.check), said(flow.refresh)]
        shown = everything_of(flow, *outcomes)
        assert [trace for trace in (*TRACES, spell(CODE), spell(SECRET)) if trace in shown] == [], name
    provider.told = {}


def test_addresses_that_hold_a_secret(provider: Echoing) -> None:
    """An endpoint is used as it came, and shown redacted, also where it stands in a sentence."""
    provider.told = {}
    flow = flow_at(provider)
    names = json.loads(provider.answer("/openid-configuration", "")[3])
    provider.told = {"openid-configuration": json_answer({**names, "token_endpoint": f"{provider.base}/{CODE}/exchange"})}
    metadata = flow.discover()
    provider.told = {}
    assert metadata.token_endpoint == f"{provider.base}/{CODE}/exchange"
    assert CODE not in repr(metadata) + f"{metadata.token_endpoint} {metadata.token_endpoint!r} {metadata.members}"
    assert CODE not in everything_of(flow, metadata)


@pytest.mark.parametrize("spelling", SOME_SPELLINGS)
@pytest.mark.parametrize(
    "query",
    [
        "error={}&error_description=no+{}&error_uri=https://x/{}",
        "error=access_denied&{}=1&state={}",
        "code=another-code-1618&state={}&iss={}",
        "error=access_denied&session_state={}&error=again",
    ],
)
def test_the_redirect(provider: Echoing, query: str, spelling: str) -> None:
    """Every parameter, its name, and the address; the state and iss are compared as they came."""
    spell = SPELLINGS[spelling]
    flow = flow_at(provider)
    echo = urllib.parse.quote_plus(spell(SECRET))
    came = said(lambda: flow.receive(f"http://127.0.0.1:9/{echo}?{query.replace('{}', echo)}"))
    shown = everything_of(flow, came, said(flow.exchange))
    assert [trace for trace in (*TRACES, spell(SECRET), echo) if trace in shown] == []
    if "&state={}" in query and not isinstance(came, str):
        assert came.state == spell(SECRET)


def test_a_cookie_that_is_repeated(provider: Echoing) -> None:
    """A provider's session is shown nowhere, also where its answer tells it."""
    flow = flow_at(provider)
    cookie = "session-of-somebody-27182818"
    provider.told = {
        "exchange": json_answer({"error": "x", "error_description": f"no {cookie}"}, 400, Set_Cookie=f"s={cookie}; Secure")
    }
    assert cookie not in everything_of(flow, said(flow.exchange))
    provider.told = {}


# The types


def public_values() -> list[type]:
    """Return the dataclasses among the public names, and those that their fields hold."""
    modules = [
        module for name, module in sorted(sys.modules.items()) if name.startswith(("explorer.protocol", "explorer.messages"))
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and dataclasses.is_dataclass(value)
    }
    assert {ProviderMetadata, TokenResponse, AuthorizationResponse} <= found
    return sorted(found, key=lambda value: value.__qualname__)


@pytest.mark.parametrize("kind", public_values(), ids=lambda kind: kind.__name__)
def test_no_type_shows_a_text_as_it_came(kind: type) -> None:
    """Every text in every field, however deep, is redacted when it is handed out, but for the fields that must be exact."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        text: Any = f"https://op.example/{CODE}" if "endpoint" in field.name or field.name == "jwks_uri" else f"x {CODE}"
        deep = {"members": {text: [text]}, "params": ((text, text),), "headers": ((text, text),), "duplicates": (text,)}
        values[field.name] = deep.get(field.name, text)
    fields = [(field.name, Any, dataclasses.field(metadata=field.metadata)) for field in dataclasses.fields(kind)]
    holder = dataclasses.make_dataclass("Holder", fields, frozen=True)
    known = [Secret(CODE, "code")]
    given = received(holder(**values), known)
    for value in (given, settled(given)):
        assert CODE not in repr(value) + f"{value}" + pickle.dumps(list(vars(value).values())).decode("latin-1")
        assert CODE not in repr(dataclasses.asdict(value))
    plain = {
        name: value for name, value in vars(settled(given)).items() if not kind.__dataclass_fields__[name].metadata.get("exact")
    }
    assert CODE not in json.dumps(plain)


def test_two_faces_of_a_text() -> None:
    """It is equal to what came, and whatever writes it writes the other one."""
    both = exact("a secret word", "a <secret>")
    assert isinstance(both, Exact)
    assert both == "a secret word"
    assert {both: 1}["a secret word"] == 1
    assert [f"{both}", str(both), repr(both), f"{both:>12}"] == ["a <secret>", "a <secret>", "'a <secret>'", "  a <secret>"]
    for copied in (copy.copy(both), copy.deepcopy(both), pickle.loads(pickle.dumps(both))):  # noqa: S301 - our own
        assert copied == "a <secret>"
        assert type(copied) is str
    assert exact("same", "same") == "same"
    assert exact(both, "hidden").startswith("a secret")
    honest = ProviderMetadata(issuer="https://op.example", members={"a": ["b"]})
    assert received(honest, [Secret(CODE)]) is honest
    assert settled(honest) is honest
