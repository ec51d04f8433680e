"""What can be asked for in step 5: a button that could only fail is off, and says beforehand what it lacks; and what came of it."""

from __future__ import annotations

from ..flow import Flow

ENDPOINTS = {
    "Ask UserInfo": "userinfo_endpoint",
    "Introspect": "introspection_endpoint",
    "Revoke": "revocation_endpoint",
    "Logout link": "end_session_endpoint",
}
_JUDGED = {"Ask UserInfo": "userinfo", "Refresh": "refresh", "Introspect": "introspection"}
NO_REFRESH_TOKEN = "no refresh token came. Ask for the scope `offline_access`; some providers want `prompt=consent` as well"


def lacking(flow: Flow) -> dict[str, str]:
    """Return the buttons that have nothing to ask for, each with the reason, by what stands on them."""
    metadata = flow.provider_metadata
    found = {
        label: f"the provider names no `{name}` that can be used"
        for label, name in ENDPOINTS.items()
        if getattr(metadata, name, None) is None
    }
    if flow.access_token is None:
        found["Ask UserInfo"] = "no access token came"
    if flow.refresh_token is None:
        found["Refresh"] = NO_REFRESH_TOKEN
    return found


def how_to_see(flow: Flow, kind: str) -> str:
    """Return how this client sees what a token is worth: a public one may not introspect at most providers (RFC 7662 2.1)."""
    use = "Refresh" if kind == "refresh_token" else "Ask UserInfo"
    return use if flow.client.is_public or "Introspect" in lacking(flow) else f"Introspect it, or {use[0].lower()}{use[1:]}"


def told_of(flow: Flow, label: str) -> str:
    """Return what was answered to the button with this label, in a sentence to be said aloud."""
    response = flow.run.exchanges[-1]["response"]
    status = response["status"] if response else "nothing"
    report = flow.reported(_JUDGED[label]) if label in _JUDGED else None
    judged = f" {report.tally.words}." if report is not None and report.tally.checks else ""
    return f"{label}: the provider answered {status}.{judged}"
