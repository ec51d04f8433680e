"""Two sheets and a plan made by hand, which never change."""

from __future__ import annotations

from explorer.probes import PROBES, Plan, ProviderSheet, Row

ROWS = (
    Row(
        "disc-issuer",
        "discovery",
        "Is the issuer the one that was asked?",
        "equal",
        "",
        "",
        "Discovery 4.3",
        "must",
        (1,),
        "r1",
    ),
    Row(
        "code-single-use",
        "codes",
        "Is a code refused?",
        "tokens",
        "status 200",
        "alarm",
        "RFC 6749 4.1.2",
        "must",
        (7, 8),
        "r1",
    ),
    Row(
        "az-unknown-client",
        "authorize",
        "Where does it end?",
        "error-page",
        "status 400",
        "",
        "",
        "open",
        (2,),
        "r1",
        {"status": 400},
    ),
    Row("par-works", "pushed_requests", "Does pushing work?", "not asked", "no endpoint is published"),
)
LATER = (
    ROWS[0],
    Row(
        "code-single-use",
        "codes",
        "Is a code refused?",
        "invalid_grant",
        "status 400",
        "",
        "RFC 6749 4.1.2",
        "must",
        (9,),
        "r2",
    ),
    Row(
        "az-unknown-client",
        "authorize",
        "Where does it end?",
        "error-page",
        "status 200",
        "",
        "",
        "open",
        (3,),
        "r2",
        {"status": 200},
    ),
)
CLIENT = {"client_id": "s6BhdRkqt3", "token_endpoint_auth_method": "client_secret_basic"}
SHEET = ProviderSheet("sheet-1", 1_800_000_000.0, "https://op.example.com", CLIENT, "r1", "spring", ROWS, ("It ended early.",))
AUTUMN = ProviderSheet("sheet-2", 1_810_000_000.0, "https://op.example.com", CLIENT, "r2", "autumn", LATER)
_COUNTED = PROBES["ca-wrong-basic"]
PLAN = Plan((PROBES["disc-issuer"], PROBES["disc-document"], _COUNTED), ("A",), 1, (_COUNTED,), ())
_DOWN = "no answer came: Nothing listens at op.example.com:443."
DOWN = ProviderSheet(
    *("sheet-3", 1_810_000_000.0, "https://op.example.com", CLIENT, "r3", None),
    (*(Row(f"disc-{number}", "discovery", "Is it there?", "unclear", _DOWN) for number in range(30)), ROWS[3]),
)
