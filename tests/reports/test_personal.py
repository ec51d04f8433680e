"""What is said of a person becomes fingerprints by choice, the same ones for the same person; what a diagnosis needs stays."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from typing import Any

import pytest

from explorer import Run, diagnose
from explorer.reports import FORMATS, report_files
from explorer.reports.personal import is_personal, without_persons
from tests.reports.made import World

ALICE = ("alice", "archer", "4f7c2d18a9e1", "1988-04-12", "2079460", "europe/london")
SUFFIXES = [each.suffix for each in FORMATS if each.suffix != ".parquet"]


def all_text(content: bytes) -> str:
    """Return the text of a report, and of each file in it."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def run_with(*events: dict[str, Any], label: str | None = None) -> Run:
    """Return a run of these events."""
    return Run("20250101-000000-abcdef", 1_750_000_000.0, label).with_events({"at": 1.0, **event} for event in events)


def claims(**members: Any) -> dict[str, Any]:
    """Return the event of an ID token with these claims."""
    view = {"jwt": "<id_token 1>", "header": {}, "claims": members, "problems": []}
    return {"kind": "tokens", "members": {"id_token": view}}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nobody_can_be_recognised_in_any_format(made: World, suffix: str) -> None:
    """Neither by name, number, address nor birthday; without redaction all of it is there."""
    run = made.values["run"]
    plain = "".join(all_text(content) for content in report_files(run, f"it{suffix}").values()).casefold()
    redacted = "".join(
        all_text(content) for content in report_files(run, f"it{suffix}", redact_personal=True).values()
    ).casefold()
    if suffix not in (".xml",):
        assert [word for word in ALICE if word in plain]
    assert not [word for word in ALICE if word in redacted.replace("of alice", "")]
    if suffix in (".html", ".zip"):
        assert "is redacted" in redacted


def test_the_same_person_is_the_same_fingerprint(made: World) -> None:
    """In two runs, in a comparison of them, and wherever in a run the value stands; another person is another one."""
    found = {name: without_persons(made.values[name]) for name in ("run", "faulty", "comparison")}
    subs = [found[name].claims["sub"] for name in ("run", "faulty")]
    assert re.fullmatch(r"<sub [0-9a-f]{8}>", subs[0])
    assert subs[0] == subs[1] == found["run"].userinfo["sub"]
    assert dict(found["run"].params)["login_hint"] == found["run"].userinfo["email"]
    (row,) = [each for each in found["comparison"].claim_rows if each.key == ("id_token", "sub")]
    assert row.differs
    assert row.values[0] == row.values[1] == subs[0] != row.values[2]


def test_what_the_checks_need_stays(made: World) -> None:
    """The verdicts, the causes, the times, the issuer and the rights are what they were."""
    for name in ("run", "faulty", "refused"):
        run = made.values[name]
        redacted = without_persons(run)
        assert [(each.rule, each.verdict) for each in redacted.report.findings] == [
            (each.rule, each.verdict) for each in run.report.findings
        ]
        assert [cause.verdict for cause in diagnose(redacted).causes] == [cause.verdict for cause in diagnose(run).causes]
        for claim in ("iss", "aud", "exp", "nonce"):
            assert redacted.claims.get(claim) == run.claims.get(claim)
        assert redacted.metadata == run.metadata
        assert Run.from_json(redacted.to_json()).to_json() == redacted.to_json()


def test_a_provider_repeats_the_person() -> None:
    """In its words, encoded in an address, in a list, below an address; and an e-mail address that nobody announced."""
    run = run_with(
        {
            "kind": "authorize",
            "params": [["ui", "zoe.miller%40example.org"], ["login_hint", "+1 555 0100"]],
            "endpoint": "https://op/a",
        },
        claims(sub="u-4711-x", email="zoe.miller@example.org", address={"locality": "Springfield-77"}, given_name="Zoe"),
        {
            "kind": "refusal",
            "leg": "token",
            "error": "invalid_grant",
            "description": "Zoe (u-4711-x), eve@example.net, is locked",
        },
        {
            "kind": "authorize",
            "params": [["ui", "zoe.miller%40example.org"], ["login_hint", "+1 555 0100"]],
            "endpoint": "https://op/a",
        },
        label="Zoe's run",
    )
    text = without_persons(run).to_json()
    for gone in ("u-4711-x", "zoe.miller", "eve@", "Springfield", "Zoe", "555"):
        assert gone not in text
    assert "is locked" in text


def test_a_person_who_is_called_like_a_word() -> None:
    """The word stays in the sentences and the addresses of the flow; in its own place it is redacted."""
    run = run_with(
        {"kind": "client", "client_id": "grant-app", "redirect_uri": "https://app/grant"},
        {"kind": "authorize", "params": [["scope", "openid"]], "endpoint": "https://op/a"},
        claims(sub="code", given_name="Grant", nickname="openid"),
        {"kind": "refusal", "leg": "token", "error": "invalid_grant", "description": "The code is unknown"},
    )
    redacted = without_persons(run)
    assert redacted.claims["sub"].startswith("<sub ")
    assert redacted.claims["given_name"].startswith("<given_name ")
    assert redacted.last("refusal")["description"] == "The code is unknown"
    assert dict(redacted.params) == {"scope": "openid"}


PERSONAL = ["sub", "email", "name#ja", "phone_number", "upn", "employee_number", "address", "msisdn"]
MEMBERSHIPS = ["roles", "groups", "realm_access", "urn:zitadel:iam:org:project:roles", "cognito:groups"]


@pytest.mark.parametrize("name", [*PERSONAL, *MEMBERSHIPS])
def test_what_tells_of_a_person(name: str) -> None:
    """Also a claim that no standard has: nobody can tell what stands in it."""
    assert is_personal(name)


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "nonce", "scope", "acr", "at_hash", "tid"])
def test_what_tells_of_nobody(name: str) -> None:
    """Of the token itself, and of the rights."""
    assert not is_personal(name)


def test_truth_values_stay_and_numbers_go() -> None:
    """That an address was verified tells of nobody; a number that a provider calls a person by does."""
    redacted = without_persons(run_with(claims(email_verified=True, sub=4711, middle_name=None, picture=""))).claims
    assert redacted["email_verified"] is True
    assert redacted["sub"].startswith("<sub ")
    assert redacted["middle_name"] is None
    assert redacted["picture"] == ""


def test_a_long_text_takes_no_long_time() -> None:
    """A hundred thousand letters that could begin an e-mail address, and do not."""
    begun = time.process_time()
    without_persons(run_with({"kind": "refusal", "leg": "token", "error": "x" * 100_000, "description": "a." * 50_000}))
    assert time.process_time() - begun < 20  # it took minutes when each letter began the search anew


def test_the_table_says_who_is_who(made: World) -> None:
    """In a spreadsheet the fingerprints can be filtered as the values could."""
    content = report_files(made.values["run"], "it.csv", redact_personal=True)["it.csv"].decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content)) if row["name"] == "sub"]
    assert len({row["value"] for row in rows}) == 1
    assert json.dumps(rows)
