"""Runs that earlier versions wrote, kept as they were: they load, and show what they showed then."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.diagnosis import diagnose
from explorer.runs import Run
from explorer.runs.readings import outcome, parameters_of, verdict_of

FOLDER = Path(__file__).parent / "format1"

# How many failed, were skipped, and passed; written down when the files were.
COUNTS = {
    "ordinary": {
        "metadata": (0, 3, 47),
        "authorize": (0, 45, 76),
        "redirect": (0, 12, 19),
        "token_request": (0, 11, 43),
        "tokens": (0, 2, 23),
        "jwks": (0, 5, 29),
        "id_token": (0, 29, 63),
        "access_token": (0, 13, 0),
        "userinfo": (0, 6, 13),
        "transport": (0, 0, 8),
    },
    "refused": {
        "metadata": (0, 7, 43),
        "authorize": (0, 45, 76),
        "redirect": (0, 12, 19),
        "token_request": (2, 18, 34),
        "token_error": (0, 5, 10),
    },
    "as_above": {
        "metadata": (0, 3, 51),
        "authorize": (0, 45, 76),
        "redirect": (0, 12, 19),
        "token_request": (1, 12, 42),
        "token_error": (0, 5, 10),
    },
}


@pytest.mark.parametrize("name", COUNTS)
def test_the_same_findings(name: str) -> None:
    """As many verdicts of each kind, about the same messages, in the same order."""
    run = Run.load(FOLDER / f"{name}.jsonl")
    counted = {about: tuple(report.counts.values()) for about, report in run.reports.items()}
    assert counted == COUNTS[name]
    assert list(counted) == list(COUNTS[name])
    assert len(run.report.findings) == sum(sum(counts) for counts in COUNTS[name].values())
    assert len([verdict_of(row) for rows in run.findings.values() for row in rows]) == len(run.report.findings)


def test_a_finding_is_as_it_was() -> None:
    """A failure has its words, a pass what was compared, and a question that did not arise its reason."""
    ordinary, refused = (Run.load(FOLDER / f"{name}.jsonl").report for name in ("ordinary", "refused"))
    assert [finding.rule for finding in refused.failures] == ["TOKQ-REDIRECT-URI-MISSING", "TOKQ-VERIFIER-MISSING"]
    assert all(finding.question and finding.advice and finding.spec for finding in refused.failures)
    assert ordinary["IDTC-AUD-MISMATCH"][-4:-2] == ("sample", "sample")
    assert ordinary["IDTC-NBF-FUTURE"].message == "the token has no nbf, which is optional"
    assert ordinary["IDTC-NBF-FUTURE"].applies is False


def test_what_came_is_as_it_was() -> None:
    """Claims, answers, parameters and the refusal are read where they were kept."""
    ordinary, refused = (Run.load(FOLDER / f"{name}.jsonl") for name in ("ordinary", "refused"))
    assert (ordinary.label, outcome(ordinary)) == ("ordinary", "tokens")
    assert ordinary.claims["sub"] == ordinary.userinfo["sub"] == "4f7c2d18a9e1"
    assert ordinary.metadata["issuer"] == ordinary.claims["iss"]
    assert ordinary.client["client_id"] == "sample"
    assert [exchange["step"] for exchange in ordinary.exchanges] == ["discover", "exchange", "keys", "userinfo"]
    assert dict(parameters_of(ordinary))["token_response", "scope"] == "openid email"
    assert outcome(refused) == "refused: invalid_grant"
    assert diagnose(refused).proven


def test_evidence_that_said_no_where_the_answer_was_no() -> None:
    """A file of the time before only the answers that are yes were written: each says what it said."""
    run = Run.load(FOLDER / "as_above.jsonl")
    first, second = (event["evidence"] for event in run.of_kind("token_request"))
    assert (first["code"]["posted_before"], second["code"]["posted_before"]) == (False, True)
    assert second["client"]["secret"]["encodings_differ"] is True
    assert second["client"]["secret"]["looks_like_uuid"] is False
    assert (second["altered"], second["overruled"]) == ([], [])
    assert [cause.id for cause in diagnose(run).proven] == ["code-used-before"]
    assert Run.from_json(run.to_json()) == run
