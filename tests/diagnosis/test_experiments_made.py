"""An experiment that was made in vain speaks against what it tried, and for what stayed the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider, diagnose
from explorer.diagnosis.cause import Cause

WRONG = "another secret: 100%"  # form and raw write it differently


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    """A local provider."""
    with LocalProvider() as running:
        yield running


def flow_with(provider: LocalProvider, secret: str | None, **settings: Any) -> Flow:
    """Return a flow whose client has this secret; None leaves it the right one."""
    client = provider.register("notebook")
    if secret is not None:
        client = client.with_secret(secret)
    flow = Flow(provider.issuer, dataclasses.replace(client, **settings))
    flow.discover()
    return flow


def sign_in_and_send(provider: LocalProvider, flow: Flow, client: Client | None = None, **alter: Any) -> dict[str, Cause]:
    """Sign in afresh, send the code as this client, and return the causes of the refusal by their ids."""
    flow.authorize()
    assert flow.request is not None
    flow.receive(provider.sign_in(flow.request.url))
    if client is not None:
        alter["client"] = client
    flow.exchange(flow.token_request(**alter))
    return {cause.id: cause for cause in diagnose(flow.run).causes}


def test_the_other_method_was_refused_too(provider: LocalProvider) -> None:
    """A wrong secret is refused with either method: the method falls behind, and the secret stays first."""
    flow = flow_with(provider, "another-secret")
    before = sign_in_and_send(provider, flow)
    other = dataclasses.replace(flow.client, token_endpoint_auth_method="client_secret_post")
    after = sign_in_and_send(provider, flow, other)
    assert next(iter(before)) == next(iter(after)) == "secret-wrong"
    assert after["secret-wrong"].score > before["secret-wrong"].score
    assert after["method-not-registered"].verdict == "possible"
    assert "refused in the same way with client_secret_basic" in " ".join(after["method-not-registered"].against)


def test_the_other_encoding_was_refused_too(provider: LocalProvider) -> None:
    """The same secret in the other encoding, refused in the same way, speaks against the encoding."""
    flow = flow_with(provider, WRONG)
    before = sign_in_and_send(provider, flow)
    after = sign_in_and_send(provider, flow, dataclasses.replace(flow.client, basic_encoding="raw"))
    assert after["basic-encodings-differ"].score < before["basic-encodings-differ"].score
    assert "with the other encoding" in " ".join(after["basic-encodings-differ"].against)
    assert next(iter(after)) == "secret-wrong"


def test_another_secret_is_no_such_experiment(provider: LocalProvider) -> None:
    """With another secret in the other method two things changed: nothing is said against the method."""
    flow = flow_with(provider, WRONG)
    sign_in_and_send(provider, flow)
    other = dataclasses.replace(flow.client.with_secret("a third one"), token_endpoint_auth_method="client_secret_post")
    after = sign_in_and_send(provider, flow, other)
    assert "in the same way" not in " ".join(after["method-not-registered"].against)


def test_a_fresh_code_was_refused_too(provider: LocalProvider) -> None:
    """What a fresh code would mend is not the cause when a fresh code is refused straight away."""
    flow = flow_with(provider, None)
    wrong = [("code_verifier", "x" * 43)]
    before = sign_in_and_send(provider, flow, extra=wrong)
    after = sign_in_and_send(provider, flow, extra=wrong)
    for cause in ("code-used-before", "code-old", "code-of-another-request"):
        assert after[cause].score < before[cause].score, cause
        assert "Another code was refused" in " ".join(after[cause].against), cause


def test_a_code_that_is_sent_again_is_no_fresh_code(provider: LocalProvider) -> None:
    """The same code once more says nothing of a fresh one."""
    flow = flow_with(provider, None)
    wrong = [("code_verifier", "x" * 43)]
    sign_in_and_send(provider, flow, extra=wrong)
    flow.exchange(flow.token_request(extra=wrong), again=True)
    causes = {cause.id: cause for cause in diagnose(flow.run).causes}
    assert "Another code" not in " ".join(causes["code-used-before"].against)
