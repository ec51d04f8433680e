"""The curl and Python texts of a request, executed, send what we send."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.messages import Request
from explorer.secret import Secret
from tests.wire.peers import Server

NASTY = "a b+c%20&d=e\"f'g$HOME`id`\\j\nk!l\u00e9\U0001f511%s${x}$(id)"


def parsed(raw):
    """Return request line, headers as a set, and body of a request as it came."""
    head, _, body = raw.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    return line, {(name.lower(), value.strip()) for name, _, value in (header.partition(b":") for header in headers)}, body


def variables(request):
    """Return an environment with the request's secrets and nothing that would redirect a client elsewhere."""
    secrets = {name: secret.reveal() for name, secret in request.shell_variables().items()}
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **secrets}


def run(command, request):
    """Run a command and return what it wrote."""
    return subprocess.run(command, env=variables(request), check=True, capture_output=True, timeout=20)


def sent_by(server: Server, send, request):
    """Return what the server gets when `send` sends."""
    before = len(server.requests)
    send(request)
    assert len(server.requests) == before + 1
    return parsed(server.requests[-1])


def requests(port):
    """Return requests with everything in them that a shell or a client could trip over."""
    url = f"http://127.0.0.1:{port}"
    token = Secret(f"Bearer {'t' * 50}.~+/==", "access_token")
    return {
        "get": Request.get(f"{url}/userinfo"),
        "query": Request.get(f"{url}/a%20b/c;d,e?x=%22'$HOME`id`&y=[1]{{2}}*!~@:(z)&z=", headers=[("Authorization", token)]),
        "headers of one's own": Request.get(f"{url}/", headers=[("X-A", ""), ("DPoP", Secret("a.b", "dpop")), ("accept", "a")]),
        "plain header": Request.get(f"{url}/", headers=[("Authorization", "Basic $HOME `id` \\ \" ' ! %s \u00e9")]),
        "form": Request.post(f"{url}/token", (("grant_type", "authorization_code"), ("a", NASTY), ("a", ""), (NASTY, "b"))),
        "secrets": Request.post(
            f"{url}/token",
            (("code", Secret(NASTY, "code")), ("x", "y"), ("client_secret", Secret("@file", "client_secret"))),
            headers=[("Authorization", Secret("Basic YTpi", "authorization"))],
        ),
        "first is secret": Request.post(f"{url}/token", ((NASTY, Secret(NASTY, "a-b c")),)),
        "one label twice": Request.post(
            f"{url}/t", (("a", Secret("one", "code")), ("b", Secret("two", "code")), ("c", Secret("one", "code")))
        ),
        "odd labels": Request.post(f"{url}/t", (("a", Secret("one", "2nd")), ("b", Secret("two", "caf\u00e9")))),
        "empty form": Request.post(f"{url}/token", ()),
        "at sign": Request.post(f"{url}/token", (("", "@/etc/passwd"),)),
    }


NAMES = sorted(requests(0))


@pytest.mark.parametrize("name", NAMES)
def test_curl_sends_the_same(serve, http, name):
    """The curl text, given to a shell with the variables set, sends the same method, target, headers and body as we do."""
    server = serve()
    request = requests(server.port)[name]
    ours = sent_by(server, lambda r: http.send(r, "x"), request)
    theirs = sent_by(server, lambda r: run(["sh", "-c", r.curl()], r), request)
    assert theirs == ours


@pytest.mark.parametrize("name", NAMES)
def test_python_sends_the_same(serve, http, name):
    """The Python text, executed, sends the same, but for `Connection`, which httpx adds and HTTP/1.1 means anyway."""
    server = serve()
    request = requests(server.port)[name]
    ours = sent_by(server, lambda r: http.send(r, "x"), request)
    line, headers, body = sent_by(server, lambda r: run([sys.executable, "-c", r.python()], r), request)
    assert (line, headers - {(b"connection", b"keep-alive")}, body) == ours


def test_curl_text_in_a_shell_with_history(serve):
    """An exclamation mark does not reach the history of an interactive shell."""
    server = serve()
    request = Request.get(f"http://127.0.0.1:{server.port}/!!?a=!1", headers=[("Authorization", "Basic !! it!x")])
    text = request.curl() + "\n"
    subprocess.run(
        ["bash", "--norc", "--noprofile", "-i"], input=text.encode(), env=variables(request), capture_output=True, timeout=20
    )
    assert [parsed(raw)[0] for raw in server.requests] == [b"GET /!!?a=!1 HTTP/1.1"]
    assert (b"authorization", b"Basic !! it!x") in parsed(server.requests[0])[1]


def test_texts_hold_no_secret():
    """Neither curl nor Python nor raw HTTP text holds a secret's value."""
    form = (("code", Secret("canary one", "code")), ("x", "y"))
    request = Request.post("http://127.0.0.1/", form, headers=[("Authorization", Secret("Basic canary", "authorization"))])
    for text in (request.curl(), request.python(), request.http(), repr(request)):
        assert "canary" not in text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(
        st.tuples(
            st.text(max_size=8),
            st.text(st.characters(exclude_characters="\x00")),
            st.sampled_from([None, "code", "client_secret", "2\u00e9 x"]),
        ),
        max_size=4,
    )
)
def test_curl_sends_any_form(serve, pairs):
    """Whatever stands in a form, as a secret or not, curl sends the bytes of `Request.body`."""
    server = serve()
    form = tuple((name, Secret(value, label) if label else value) for name, value, label in pairs)
    request = Request.post(f"http://127.0.0.1:{server.port}/token", form)
    assert sent_by(server, lambda r: run(["sh", "-c", r.curl()], r), request)[2] == request.body()
