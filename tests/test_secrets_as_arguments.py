"""A `Secret` at any place of the public interface that takes a text: refused with a sentence, or kept as a secret."""

from __future__ import annotations

import inspect
import pickle
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import explorer
from explorer import Client, Flow, Http, LocalProvider, ProviderMetadata, Run, Runs, Secret, compare, diagnose
from explorer.errors import ExplorerError
from explorer.flow import OneTimeValues
from explorer.messages import Request
from tests.flow.odd_provider import odd_provider

VALUE = "made-up-argument-2718281828"
GIVEN = Secret(VALUE, "made_up")
OPTIONAL = [
    "response_mode",
    "display",
    "prompt",
    "max_age",
    "ui_locales",
    "id_token_hint",
    "login_hint",
    "acr_values",
    "claims",
]
SHAPES: list[Callable[[Secret], Any]] = [
    lambda given: given,
    lambda given: [given],
    lambda given: [("name", given)],
    lambda given: [(given, "x")],
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flow, LocalProvider, Path]]:
    """A flow with tokens, a local provider, and the folder in which everything is kept."""
    folder = tmp_path_factory.mktemp("arguments")
    with odd_provider() as odd, LocalProvider(port=0, home=folder) as local:
        odd.say("/token", {"access_token": "opaque", "refresh_token": "again", "token_type": "Bearer"})
        flow = Flow(
            odd.metadata, Client("app", "a client secret", redirect_uri="http://127.0.0.1:9/x"), runs=Runs(folder / "runs")
        )
        yield flow, local, folder


def ready(flow: Flow) -> Flow:
    """The flow, with fresh tokens."""
    flow.authorize()
    flow.receive("c0de-that-was-made-up")
    flow.exchange(again=True)
    return flow


def owners(flow: Flow, local: LocalProvider, folder: Path) -> dict[str, Any]:
    """What has public methods, by its name; the classes for what they are made of."""
    known = [Client, Flow, Http, LocalProvider, ProviderMetadata, Run, Runs]
    values = [flow, flow.client, local, flow.provider_metadata, flow.run, flow.runs, flow.http]
    return {
        **{kind.__name__: kind for kind in known},
        **{f"a {type(each).__name__}": each for each in values},
        "explorer": explorer,
    }


def places(owner: Any) -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Every parameter of every public callable of something, `**optional` spelled out."""
    names = [name for name in dir(owner) if not name.startswith("_")] if not inspect.isclass(owner) else ["__call__"]
    for name in names:
        call = owner if name == "__call__" else getattr(owner, name)
        if not callable(call) or (inspect.isclass(call) and owner is explorer):
            continue
        for parameter in inspect.signature(call).parameters.values():
            several = OPTIONAL if parameter.kind is parameter.VAR_KEYWORD else [parameter.name]
            for each in several:
                yield name, call, each


def filled(call: Callable[..., Any], name: str, given: Any) -> tuple[list[Any], dict[str, Any]]:
    """Arguments for a call in which `name` is what is given and all that must be given is something harmless."""
    usual: dict[str, Any] = {"provider": "http://127.0.0.1:9", "client": Client("a", redirect_uri="x"), "client_id": "a"}
    usual |= {"fresh": OneTimeValues(), "request": Request.get("http://127.0.0.1:9/"), "run": Run("a", 1.0)}
    usual |= {"redirect_uri": "x", "issuer": "http://127.0.0.1:9", "pasted": "c0de", "run_id": "a", "created": 1.0, "id": "a"}
    positional, named = [], {}
    parameters = inspect.signature(call).parameters
    for each in parameters.values():
        if each.kind is each.VAR_POSITIONAL:
            positional += [given] if each.name == name else []
        elif each.name == name or (each.default is each.empty and each.kind is not each.VAR_KEYWORD):
            value = given if each.name == name else usual.get(each.name, "x")
            if each.kind is each.POSITIONAL_ONLY:
                positional.append(value)
            else:
                named[each.name] = value
    if name not in parameters:
        named[name] = given
    return positional, named


def takes_several(call: Callable[..., Any], name: str) -> bool:
    """Whether a parameter takes a list."""
    return "Iterable" in str(inspect.signature(call).parameters[name].annotation)


_SKIPPED = {"close", "stop", "start", "clock", "request"}  # they end what the others need, or take no text


def test_a_secret_everywhere(world: tuple[Flow, LocalProvider, Path]) -> None:
    """Nothing is raised that is none of ours, and the value stands in no repr, no sentence, no pickle and no file."""
    flow, local, folder = world
    ready(flow)
    wrong, tried = [], 0
    for title, owner in owners(flow, local, folder).items():
        for method, call, name in list(places(owner)):
            if method in _SKIPPED or name in _SKIPPED or name in ("self", "event", "events"):
                continue
            for shape in SHAPES if name in OPTIONAL or takes_several(call, name) else SHAPES[:1]:
                tried += 1
                positional, named = filled(call, name, shape(GIVEN))
                try:
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        shown = repr(call(*positional, **named))
                except ExplorerError as problem:
                    shown = str(problem)
                except Exception as problem:
                    shown = f"{type(problem).__name__}: {problem}"
                    wrong.append(f"{title}.{method}({name}={shape(GIVEN)}): {shown[:150]}")
                if VALUE in shown:
                    wrong.append(f"{title}.{method}({name}): quotes the value")
    kept = [str(file) for file in folder.rglob("*") if file.is_file() and VALUE.encode() in file.read_bytes()]
    assert not wrong, "\n".join(wrong)
    assert not kept
    assert tried > 200


@pytest.mark.parametrize("call", [compare, diagnose])
def test_where_a_run_is_expected(call: Callable[..., Any]) -> None:
    """A secret is no run."""
    with pytest.raises(ExplorerError):
        call(GIVEN)


@pytest.mark.parametrize("hint", [VALUE, GIVEN, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.bWFkZS11cC1zaWduYXR1cmU"])
@pytest.mark.parametrize("as_extra", [False, True])
def test_a_hint_is_hidden(hint: Any, as_extra: bool, world: tuple[Flow, LocalProvider, Path]) -> None:
    """An id_token_hint is a token: the link holds it, and run, files, repr, vars and pickles show a fingerprint."""
    flow, _, folder = world
    plain = hint.reveal() if isinstance(hint, Secret) else hint
    request = flow.authorize(extra=[("id_token_hint", hint)]) if as_extra else flow.authorize(id_token_hint=hint)
    assert plain in request.url
    assert plain not in repr(request) + repr(vars(request)) + repr(flow.arguments) + flow.run.to_json() + repr(flow.run)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert plain.encode() not in pickle.dumps(request, protocol)
    import explorer.home

    files = [file for place in (folder, explorer.home.home()) for file in place.rglob("*") if file.is_file()]
    assert not [file for file in files if plain.encode() in file.read_bytes()]


@pytest.mark.parametrize(
    "name", ["client_secret", "login_hint_token", "code_verifier", "Client-Secret", "assertion", "password"]
)
@pytest.mark.parametrize("given", [VALUE, GIVEN])
def test_a_credential_in_a_link(given: Any, name: str, world: tuple[Flow, LocalProvider, Path]) -> None:
    """A parameter that is a credential by its name is hidden as a hint is, and the file of a waiting flow has none of it."""
    flow, _, folder = world
    request = flow.authorize(extra=[(name, given)])
    assert f"{name}={VALUE}" in request.url
    assert VALUE not in repr(request) + repr(vars(request)) + repr(flow.arguments) + flow.run.to_json()
    import explorer.home

    files = [file for place in (folder, explorer.home.home()) for file in place.rglob("*") if file.is_file()]
    assert not [file for file in files if VALUE.encode() in file.read_bytes()]
    assert Flow.resume(request.state).request is not None


def test_what_is_shown_cannot_be_secret(world: tuple[Flow, LocalProvider, Path]) -> None:
    """The reproduction: a login_hint stands in the record, so a secret one is refused before anything is written."""
    flow, _, _ = world
    before = flow.run
    with pytest.raises(ExplorerError, match="login_hint is kept and shown"):
        flow.authorize(login_hint=GIVEN)  # type: ignore[arg-type]
    assert flow.run is before


@pytest.mark.parametrize(
    "name", ["subject_token", "actor_token", "assertion", "device_code", "Client_Secret", "client-secret", "Password"]
)
def test_a_parameter_of_ones_own_that_is_a_credential(world: tuple[Flow, LocalProvider, Path], name: str) -> None:
    """A plain text under such a name, in any spelling, is sent as it is, and shown and recorded as a fingerprint."""
    flow = world[0]
    flow.authorize()
    flow.receive("c0de-that-was-made-up")
    sent = flow.token_request(extra=[(name, VALUE)])
    flow.exchange(sent, again=True)
    assert f"{name}={VALUE}".encode() in sent.request.body()
    assert VALUE not in repr(sent) + sent.http() + sent.curl() + flow.run.to_json()


@pytest.mark.parametrize("name", ["token_type_hint", "subject_token_type", "resource", "client_assertion_type"])
def test_a_parameter_of_ones_own_that_is_none(world: tuple[Flow, LocalProvider, Path], name: str) -> None:
    """What only speaks of a credential stays to be read."""
    flow = world[0]
    flow.authorize()
    flow.receive("c0de-that-was-made-up")
    assert f"{name}=urn" in flow.token_request(extra=[(name, "urn")]).http()
