"""Whose page it is: the provider's, or that of the application at the redirect_uri, to which the browser was sent back."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.answers import ids
from tests.diagnosis.small_provider import ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book

BACK = "http://127.0.0.1:5987/app/callback"


def pasted(page: str, runs: Path, status: int | None = None, **asked: str) -> Diagnosis:
    """Diagnose a page that was pasted after a link with this redirect_uri."""
    flow = Flow(ISSUER, Client("app", SECRET, redirect_uri=BACK), http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize(**asked)
    flow.receive(page, status=status)
    return diagnose(flow.run)


OF_THE_APPLICATION = [
    ("Cannot GET /app/callback", 404),
    ('{"timestamp":"2026-11-28T07:14:03.114+00:00","status":500,"error":"Internal Server Error","path":"/app/callback"}', 500),
    ("Whitelabel Error Page\nThis application has no explicit mapping for /error.\n(type=Not Found, status=404).", 404),
    ("Not Found\nThe requested URL was not found on this server.\nApache/2.4.57 Server at 127.0.0.1 Port 5987", 404),
    ("Login failed\n[invalid_client] token request to the identity provider returned 401\nBack to Shop", 500),
    (
        "Sorry, we could not sign you in\nAuthorization request not found: the state parameter is missing from your session.",
        401,
    ),
]


@pytest.mark.parametrize(("page", "status"), OF_THE_APPLICATION, ids=[page[:20] for page, _ in OF_THE_APPLICATION])
def test_the_page_is_the_applications(page: str, status: int, tmp_path: Path) -> None:
    """It names the place of the redirect_uri, speaks as only a client does, or is a framework's where nothing tells whose it is."""
    found = pasted(page, tmp_path, status)
    assert ids(found)[0] == "page-of-the-application"
    assert not found.proven


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (f"redirect_uri {BACK} is not registered for this client", "redirect-uri-not-registered"),
        (
            f"Weiterleitungs-URI: {BACK} ist nicht in der Liste erlaubter Weiterleitungs-URIs vorhanden",
            "redirect-uri-not-registered",
        ),
        ("404 Page not found\nOops! We cannot find what you are looking for.\nGo to Homepage", "client-unknown"),
        (
            "Not found\nI'm afraid we could not find the resource you requested.\nFeature not enabled",
            "switched-off",
        ),
        ("403 Forbidden", "blocked-on-the-way"),
    ],
    ids=["its address", "its address in German", "a product's own", "switched off", "a gateway's"],
)
def test_the_page_is_the_providers(page: str, cause: str, tmp_path: Path) -> None:
    """A page that speaks of the redirect_uri as of an address is none of the application."""
    status = 404 if "found" in page else 403 if "403" in page else 400
    assert ids(pasted(page, tmp_path, status))[0] == cause


@pytest.mark.parametrize(
    "page",
    [
        "Sign in\nWe have not found an account with this email address and password.\nEmail\nPassword\nForgot your password?",
        "Anmelden\nWir können kein Kundenkonto mit dieser E-Mail-Adresse und diesem Passwort finden.\nE-Mail\nPasswort",
        "Log in\nYou have not yet activated your account and set a password.\nEmail\nPassword",
    ],
    ids=["in English", "in German", "not yet activated"],
)
def test_a_login_page_that_says_why(page: str, tmp_path: Path) -> None:
    """Wrong credentials are no missing right, and a page that says so does not just wait."""
    found = pasted(page, tmp_path, 200)
    assert ids(found)[0] == "sign-in-failed"
    waiting = next(cause for cause in found.causes if cause.id == "sign-in-not-finished")
    assert not waiting.speaks_for


def test_a_form_that_went_astray(tmp_path: Path) -> None:
    """The fields of a login form in the address of the endpoint, and nothing of the link: no client and no redirect_uri was looked at."""
    found = pasted(f"{ISSUER}/authorize?csrfmiddlewaretoken=abc&login-email=alice", tmp_path, 400)
    assert ids(found)[0] == "sign-in-loops"


def test_another_page_of_the_provider(tmp_path: Path) -> None:
    """Whoever refuses a link does so where it leads, or on a page of errors: a start page refuses nothing."""
    assert ids(pasted(f"{ISSUER}/dashboard", tmp_path, 200))[0] == "sign-in-loops"
    assert ids(pasted(f"{ISSUER}/errors/client-not-found", tmp_path, 200))[0] == "client-unknown"


@pytest.mark.parametrize(
    "page",
    [
        "Autoriser Payroll à accéder à votre compte ?\nAutoriser\nRefuser",
        "Iniciar sesión\nCorreo electrónico\nContraseña",
        "Check your inbox\nWe sent a magic link to a***@corp.example",
        "Connexion\nAdresse e-mail\nSuivant",
    ],
)
def test_a_page_of_status_200_that_speaks_of_no_fault_waits(page: str, tmp_path: Path) -> None:
    """It refuses nothing, whatever the language; with another status it may."""
    assert ids(pasted(page, tmp_path, 200))[0] == "sign-in-not-finished"
