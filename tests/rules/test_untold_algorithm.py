"""Nobody told us with which algorithm ID tokens are signed: what the provider lists is accepted, and the report says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider
from explorer.protocol.auto import AUTO
from explorer.rules import Report
from tests.hostile import unsigned
from tests.rules.minting import (
    ASYMMETRIC,
    SYMMETRIC,
    check,
    claims,
    client_for,
    failures,
    jwks_for,
    key_for,
    signed_with_public_key,
    token,
)

UNTOLD = client_for(AUTO)
ALGS = "id_token_signing_alg_values_supported"


def of_untold(alg: str, lists: Any = None) -> Report:
    """Check an honest token of an algorithm for a client that was told none; None for a provider that is silent."""
    return check(token(alg), client=UNTOLD, jwks=jwks_for(alg), metadata={} if lists is None else {ALGS: lists})


def test_nothing_is_agreed_unless_somebody_says_so() -> None:
    """A client that was made without a word of it says that it was told nothing."""
    assert Client("app", redirect_uri="https://app/cb").id_token_signed_response_alg is AUTO
    assert client_for("RS256").id_token_signed_response_alg == "RS256"


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_a_listed_algorithm_is_no_error(alg: str) -> None:
    """A valid token of any public-key algorithm that the provider lists is good, and the report says that we were not told."""
    report = of_untold(alg, ["RS256", alg, "HS256"])
    assert failures(report) == []
    finding = report["IDTH-ALG-NOT-EXPECTED"]
    assert (finding.verdict, finding.received) == ("pass", alg)
    assert finding.message.startswith("Nobody said which algorithm was agreed")
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass"


@pytest.mark.parametrize(
    ("lists", "end"),
    [
        (["RS256"], "that the provider lists."),
        (["HS256", "none"], "that the provider lists."),
        ([], "that the provider lists."),
        (None, "so it is RS256."),
        ("ES256", "so it is RS256."),
        (["ES256", 7], "so it is RS256."),
    ],
)
def test_an_unlisted_algorithm_is_an_error(lists: Any, end: str) -> None:
    """What the provider does not list is refused, whatever it lists instead; a list that is none says nothing."""
    report = of_untold("ES256", lists)
    assert not report.ok
    assert report["IDTH-ALG-NOT-EXPECTED"].verdict == "fail"
    assert report["IDTH-ALG-NOT-EXPECTED"].message.endswith(end)


def test_without_a_list_it_is_rs256() -> None:
    """A provider that is silent signs with RS256, which is what a registration without a word of it means."""
    for lists in (None, "RS256"):
        assert failures(of_untold("RS256", lists)) == []
        assert "IDTH-ALG-NOT-EXPECTED" in failures(of_untold("PS256", lists))


@pytest.mark.parametrize("alg", SYMMETRIC)
@pytest.mark.parametrize("lists", [["RS256"], ["RS256", "HS256", "HS384", "HS512"], None])
def test_a_shared_secret_is_never_accepted_untold(alg: str, lists: Any) -> None:
    """A symmetric signature is an error even where it is listed and holds; that it holds is what the sentence begins with."""
    report = of_untold(alg, lists)
    assert {"IDTH-ALG-CONFUSION", "IDTH-ALG-NOT-EXPECTED"} <= set(failures(report))
    assert report["IDTH-ALG-CONFUSION"].message == (
        f"The signature holds with your client secret: if that was agreed, set id_token_signed_response_alg='{alg}'. "
        "Until then it is not accepted."
    )
    assert report["IDTH-HS-SIGNATURE-INVALID"].verdict == "skip"


def test_a_shared_secret_that_is_not_ours() -> None:
    """Where the signature does not hold with the client secret, as with a public key for a secret, nothing says that it does."""
    forged = signed_with_public_key(key_for("RS256").as_pem(private=False))
    for raw, client in ((forged, UNTOLD), (token("HS256"), client_for(AUTO, client_secret=None))):
        report = check(raw, client=client, metadata={ALGS: ["RS256", "HS256"]})
        assert report["IDTH-ALG-CONFUSION"].message.startswith("The token is signed with a shared secret, though nobody said")


def test_an_unsigned_token_is_never_accepted_untold() -> None:
    """Unsigned tokens are an error even of a provider that lists none: that has to be agreed."""
    report = check(unsigned({"alg": "none"}, claims(), b""), client=UNTOLD, metadata={ALGS: ["none", "RS256"]})
    assert {"IDTH-ALG-NONE", "IDTH-ALG-NOT-EXPECTED"} <= set(failures(report))


def test_who_was_told_accepts_nothing_else() -> None:
    """An algorithm that was agreed is the only one, however many are listed; and a held secret is told first there too."""
    lists = {ALGS: ["RS256", "ES256", "HS256"]}
    other = check(token("ES256"), client=client_for("RS256"), jwks=jwks_for("ES256"), metadata=lists)
    assert other["IDTH-ALG-NOT-EXPECTED"].message == "The algorithm is not the one that was agreed at registration."
    mac = check(token("HS256"), client=client_for("RS256"), metadata=lists)["IDTH-ALG-CONFUSION"]
    assert mac.verdict == "fail"
    assert mac.message.startswith("The signature holds with your client secret (HS256).")
    assert mac.message.endswith("though public-key signatures were agreed.")
    assert check(token("RS256"), client=client_for("RS256"), metadata=lists)["IDTH-ALG-NOT-EXPECTED"].message == ""


def test_a_whole_flow_of_somebody_who_was_told_nothing(tmp_path: Path) -> None:
    """Against a provider that signs with ES256 for this client, a flow passes, its run can be read, and it can be resumed."""
    with LocalProvider(port=0, home=tmp_path / "op") as provider:
        told = provider.register("untold", id_token_signed_response_alg="ES256")
        untold = Client(told.client_id, told.client_secret, redirect_uri=told.redirect_uri)
        flow = Flow(provider.issuer, untold, runs=tmp_path)
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize(scope="openid").url, user="alice"))
        flow.exchange()
        report = flow.check()
        assert report.ok, report
        assert report["IDTH-ALG-NOT-EXPECTED"].received == "ES256"
        assert json.dumps(flow.run.client)
        state = flow.again().authorize().state
        assert state is not None
        assert Flow.resume(state, client_secret=told.client_secret).client.id_token_signed_response_alg is AUTO
