"""Failures before a code is sent: who minds an origin, how long a sign-in page lay open, what stands on it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from explorer.wire import Http
from tests.diagnosis.answers import CLIENT, ids, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book
from tests.wire.peers import free_port


def left_open(page: str, minutes: float, runs: Path) -> Diagnosis:
    """Diagnose a page that was pasted so long after the link was made."""
    now = [1_700_000_000.0]
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=runs, clock=lambda: now[0])
    flow.discover()
    flow.authorize()
    now[0] += minutes * 60
    flow.receive(page, status=200)
    return diagnose(flow.run)


@pytest.mark.parametrize(
    ("first", "page", "minutes"),
    [
        ("sign-in-loops", "Acme ID\ninvalid_signature\nEmail Password Sign in", 25),
        ("sign-in-failed", "Acme ID\ninvalid_signature\nEmail Password Sign in", 1),
        ("sign-in-failed", "Sign in\nThe password is wrong.\nUser name\nPassword\nForgot your password?", 25),
        ("sign-in-not-finished", "Sign in\nUser name\nPassword\nForgot your password?", 25),
    ],
    ids=["it lay open", "it is fresh", "it lay open, and the password is wrong", "nothing is said"],
)
def test_how_long_a_sign_in_page_lay_open(first: str, page: str, minutes: float, tmp_path: Path) -> None:
    """The labels of a form say nothing of a password; a sentence does, however long the page lay open."""
    found = left_open(page, minutes, tmp_path)
    assert ids(found)[0] == first
    assert not found.proven


@pytest.mark.parametrize("words", ["Invalid origin", "Invalid CORS request", "Not allowed by CORS", "origin_mismatch"])
def test_an_answer_that_was_read_was_kept_back_by_no_browser(words: str, tmp_path: Path) -> None:
    """A server that minds the origin says so itself; that a browser kept its answer back is no cause then."""
    found = diagnose(refused(answer({"error": "invalid_request", "error_description": words}, 403), tmp_path).run)
    assert ids(found)[0] == "origin-needed"
    assert "cors-refused" not in ids(found)


def test_an_origin_that_is_a_redirect_uri(tmp_path: Path) -> None:
    """Kanidm says invalid_origin of an address; where both requests differ in it, the record decides, whoever says so."""
    flow = refused(
        answer({"error": "invalid_origin"}, 400),
        tmp_path,
        change={"extra": [("redirect_uri", f"{CALLBACK}/")], "omit": ["redirect_uri"]},
    )
    found = diagnose(flow.run)
    assert ids(found)[0] == "redirect-uri-differs"
    assert not found.proven


def test_a_client_that_is_only_mentioned(tmp_path: Path) -> None:
    """What is not supported by it is the address; no flow is meant, and no client."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(f"invalid_request: Redirect URI {CALLBACK} is not supported by client.", status=400)
    found = diagnose(flow.run)
    assert ids(found)[0] == "redirect-uri-not-registered"
    assert not any(cause.id == "response-type-wrong" and cause.speaks_for for cause in found.causes)


def test_a_document_that_was_made_behind_a_proxy() -> None:
    """The issuer says https, and its endpoints plain http: the run itself says where it comes from."""
    small = SmallProvider(by_the_book, described={"authorization_endpoint": ISSUER.replace("https", "http") + "/authorize"})
    flow = Flow(ISSUER, CLIENT, http=small)
    flow.discover()
    flow.authorize()
    flow.receive("400 Bad Request\nThe plain HTTP request was sent to HTTPS port\nnginx", status=400)
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id == "https-needed"
    assert "its document names http://" in first.evidence


def cut(runs: Path, *, promises: bool) -> Diagnosis:
    """Diagnose a code whose address was cut behind it, and that was sent in spite of the guards."""
    described = {"authorization_response_iss_parameter_supported": True} if promises else {}
    small = SmallProvider(by_the_book, described=described)
    flow = Flow(ISSUER, CLIENT, http=small, runs=runs)
    flow.discover()
    back = small.sign_in(flow.authorize().url)
    flow.receive(back.partition("&state=")[0][:-6])
    flow.exchange(despite=["AUTHR-STATE-MISSING", *(["AUTHR-ISS-MISSING"] if promises else [])])
    return diagnose(flow.run)


def test_what_a_guard_saw_counts_after_it_was_overruled(tmp_path: Path) -> None:
    """Two parameters that had to stand behind the code are missing: the cut that took them took a piece of the code."""
    found = cut(tmp_path, promises=True)
    assert (ids(found)[0], found.causes[0].verdict) == ("code-cut", "likely")
    one = {cause.id: cause for cause in cut(tmp_path, promises=False).causes}
    assert one["code-cut"].score > one["code-of-another-request"].score
    assert not any("whether it was whole" in text for text in one["code-cut"].against)


def test_an_answer_to_an_older_link_of_this_flow(tmp_path: Path) -> None:
    """It is told which link it answers, where the guard stops and where it is overruled."""
    now = [1_700_000_000.0]
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path, clock=lambda: now[0])
    flow.discover()
    back = small.sign_in(flow.authorize().url)
    now[0] += 300
    flow.authorize()
    flow.receive(back)
    with contextlib.suppress(ExplorerError):
        flow.exchange()
    stopped = diagnose(flow.run)
    assert (ids(stopped)[0], stopped.causes[0].verdict) == ("state-of-another-sign-in", "proven")
    assert "own link of 5 minutes before" in stopped.causes[0].evidence
    flow.exchange(despite=["AUTHR-STATE-MISMATCH"])
    sent = diagnose(flow.run)
    assert ids(sent)[0] == "code-of-another-request"
    assert "own link of 5 minutes before" in sent.causes[0].evidence


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (None, "the ID token has no claim of it"),
        ({"sub": "alice"}, "neither the ID token nor UserInfo"),
        ({"sub": "alice", "email": "a@b.example"}, ""),
    ],
    ids=["UserInfo was not asked", "it has none either", "it has it"],
)
def test_a_scope_whose_claims_came_nowhere(reply: dict[str, str] | None, said: str, tmp_path: Path) -> None:
    """It was granted, and an application that reads them finds nothing: that bites, and is a success all the same."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="openid email").url))
    flow.exchange()
    flow.check()
    if reply is not None:
        small.answers["/userinfo"] = answer(reply)
        flow.userinfo()
    found = diagnose(flow.run)
    assert not found.failed
    assert any("email was granted" in bite and said in bite for bite in found.bites) is bool(said)


@pytest.mark.parametrize("status", [401, 403])
def test_a_silent_page_is_not_about_a_slip_that_is_sent_back(status: int, tmp_path: Path) -> None:
    """Whoever trusts address and client sends the browser back with an unlisted scope; a page without a word is about these two."""
    small = SmallProvider(by_the_book, described={"scopes_supported": ["openid"]})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.authorize(scope="openid email")
    flow.receive("Unauthorized", status=status)
    causes = {cause.id: cause for cause in diagnose(flow.run).causes}
    assert next(iter(causes)) == ("client-unknown" if status == 401 else "user-not-allowed")  # who asks; or who may not
    assert causes["client-unknown"].score > causes["scope-not-allowed"].score
    assert "RFC 6749 4.1.2.1" in " ".join(causes["scope-not-allowed"].against)


@pytest.mark.parametrize(("path", "first"), [("/", "sign-in-loops"), ("/oops", "redirect-uri-not-registered")])
def test_the_front_page_of_a_provider_refuses_no_link(path: str, first: str, tmp_path: Path) -> None:
    """Whoever signs in from a bookmark ends there; a link is refused where it leads."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(f"{ISSUER}{path}", status=200)
    assert ids(diagnose(flow.run))[0] == first


def test_a_page_that_speaks_of_the_scope_is(tmp_path: Path) -> None:
    """Some providers show a page for it all the same, and say so."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize(scope="openid pay")
    flow.receive("Some requested scopes were invalid: pay", status=400)
    assert ids(diagnose(flow.run))[0] == "scope-not-allowed"


@pytest.mark.parametrize("error", ["login_required", "access_denied"])
def test_a_code_about_the_person_says_that_the_link_was_taken(error: str, tmp_path: Path) -> None:
    """A nonce that was left out is no cause of it."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = flow.authorize(nonce=None, extra=[("prompt", "none")] if error == "login_required" else ()).state
    flow.receive(f"{CALLBACK}?error={error}&state={state}")
    nonce = next(cause for cause in diagnose(flow.run).causes if cause.id == "nonce-required")
    assert nonce.verdict in ("possible", "ruled out")
    assert "had taken the link" in " ".join(nonce.against)


def test_nothing_in_a_request_that_nobody_saw_is_the_cause(tmp_path: Path) -> None:
    """No connection came about: neither a secret nor a document can be wrong in what was never sent."""
    flow = Flow(f"http://127.0.0.1:{free_port()}", CLIENT, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
    causes = {cause.id for cause in diagnose(flow.run).causes}
    assert {"nobody-listens", "issuer-wrong"} <= causes
    assert not causes & {"discovery-is-a-page", "issuer-of-metadata", "metadata-incomplete"}


def test_a_dead_address_out_of_the_document(tmp_path: Path) -> None:
    """Where it stands, and that it is another place than the document came from."""
    small = SmallProvider(by_the_book, described={"token_endpoint": f"http://127.0.0.1:{free_port()}/token"})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow._state.recorder.http = Http()
    with contextlib.suppress(ExplorerError):
        flow.exchange()
    first = diagnose(flow.run).causes[0]
    assert first.id == "nobody-listens"
    assert "in the discovery document, which came from small.example" in first.advice


def test_what_lets_somebody_in_bites_first(tmp_path: Path) -> None:
    """Before what a document lacks; an empty list of what is optional bites nobody."""
    small = SmallProvider(
        by_the_book, described={"display_values_supported": [], "subject_types_supported": None}, minds=lambda reason: False
    )
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(state=None).url))
    flow.exchange(flow.token_request(omit=["code_verifier"]))
    flow.check()
    found = diagnose(flow.run)
    assert not found.failed
    assert "should have refused" in found.bites[0]
    assert "No state was sent" in found.bites[1]
    assert "DISC-SUBJECT-TYPES-MISSING" in found.bites[-1]
    assert "display_values" not in " ".join(found.bites)


LACKED = [
    ("attribute-missing", "error=invalid_request&error_description=attributes+required%3A+%5Bemail%5D"),
    ("attribute-missing", "error=access_denied&error_description=The+email+address+was+not+provided+by+the+identity+provider"),
    (
        "provider-hook-failed",
        "error=invalid_request&error_description=PreTokenGeneration+failed+with+error+Cannot+read+properties.",
    ),
    ("provider-hook-failed", "error=server_error&error_description=The+inline+hook+returned+an+error"),
    ("address-not-admitted", "error=access_denied&error_description=IP+address+is+not+in+the+allowed+range"),
    ("browser-not-admitted", "error=disallowed_useragent"),
    ("par-required", "error=invalid_request&error_description=Pushed+authorization+request+required"),
]


@pytest.mark.parametrize(("cause", "query"), LACKED, ids=[f"{number} {row[0]}" for number, row in enumerate(LACKED)])
def test_what_lies_at_the_provider_or_the_account(cause: str, query: str, tmp_path: Path) -> None:
    """An attribute, a hook, an address, a browser: nothing of it is in the request."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.receive(f"{CALLBACK}?{query}&state={flow.authorize().state}")
    found = diagnose(flow.run)
    assert ids(found)[0] == cause
    assert not found.proven


def test_a_request_that_failed_with_an_error_names_no_hook(tmp_path: Path) -> None:
    """Others fail with errors too."""
    reply = answer({"error": "invalid_grant", "error_description": "Token request failed with error: code expired"}, 400)
    found = diagnose(refused(reply, tmp_path).run)
    assert "provider-hook-failed" not in {cause.id for cause in found.causes if cause.speaks_for}


def test_a_response_mode_that_is_demanded(tmp_path: Path) -> None:
    """None was sent, and that is what the sentence is about; no slip that it does not name comes before it."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize(scope="openid email", pkce=None)
    flow.receive("invalid_request\nresponse_mode must be form_post when name or email scope is requested.", status=400)
    assert ids(diagnose(flow.run))[0] == "response-mode-wrong"


def test_an_address_out_of_the_document_is_not_looked_up_there_again(tmp_path: Path) -> None:
    """Where it came from the document, the document or what stands before the provider is to be mended."""
    small = SmallProvider(by_the_book, answers={"/keys": answer({"message": "no Route matched with those values"}, 404)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    with contextlib.suppress(ExplorerError):
        flow.check()
    cause = next(cause for cause in diagnose(flow.run).causes if cause.id == "wrong-endpoint")
    assert "Take the address from" not in cause.advice
    assert "tell whoever runs it" in cause.advice


def test_a_key_of_examples_bites(tmp_path: Path) -> None:
    """Software brings it for development, so everybody has it."""
    for kid, bites in (("keystore-CHANGE-ME", True), ("one", False)):
        small = SmallProvider(by_the_book, kid=kid)
        flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
        flow.discover()
        flow.receive(small.sign_in(flow.authorize().url))
        flow.exchange()
        assert ("can forge tokens" in diagnose(flow.run).bites[0]) is bites


def test_nothing_tells_a_wrong_issuer_from_none(tmp_path: Path) -> None:
    """The same 404 speaks for both alike."""
    small = SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": answer("Cannot GET /x", 404)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
    found = diagnose(flow.run)
    assert {cause.id for cause in found.joint} == {"issuer-wrong", "no-discovery"}


def test_a_page_that_says_that_something_comes_twice(tmp_path: Path) -> None:
    """The record shows it and the words name it; that a client_id is missing they do not say."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize(extra=[("redirect_uri", "https://evil.example/cb")])
    flow.receive(
        "The provider stops here\nclient_id or redirect_uri comes twice, so it is not clear who asks.\ninvalid_request",
        status=400,
    )
    found = diagnose(flow.run)
    assert (found.causes[0].id, found.causes[0].verdict) == ("parameter-twice", "proven")
    assert not any("comes twice" in cause.evidence for cause in found.causes[1:])


def sent_back(error: str, words: str, runs: Path, **asked: str) -> Diagnosis:
    """Diagnose an error in the redirect."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    link = flow.authorize(**asked)
    state = dict(parse_qsl(urlsplit(link.url).query))["state"]
    flow.receive(f"{CALLBACK}?{urlencode({'error': error, 'error_description': words, 'state': state})}")
    return diagnose(flow.run)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("user-said-no", ""),
        ("user-said-no", "The resource owner or authorization server denied the request"),
        ("user-said-no", "Access denied."),
        ("user-said-no", "The person pressed Cancel: user denied access"),
        ("user-not-allowed", "No licence assigned"),
        ("user-not-allowed", "The user isn't part of the beta programme"),
        ("user-not-allowed", "Contractors may not use this application"),
    ],
)
def test_who_refused(first: str, words: str, tmp_path: Path) -> None:
    """A person who presses Cancel is told plainly or not at all; a reason of another kind is the provider's own."""
    found = sent_back("access_denied", words, tmp_path)
    assert ids(found)[0] == first
    assert not found.proven


def test_a_value_of_the_link_stands_for_its_parameter(tmp_path: Path) -> None:
    """Who says that payroll may not be asked for speaks of a scope, whether or not it says so."""
    found = sent_back("invalid_request", "Client may not request payroll", tmp_path, scope="openid payroll")
    assert ids(found)[0] == "scope-not-allowed"


def test_a_sentence_that_came_letter_by_letter(tmp_path: Path) -> None:
    """A parameter a letter is put together again, and still found to be there more than once."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = dict(parse_qsl(urlsplit(flow.authorize(scope="email").url).query))["state"]
    letters = [("error_description", letter) for letter in 'scope should contain "openid"']
    response = flow.receive(f"{CALLBACK}?{urlencode([('error', 'invalid_scope'), *letters, ('state', state)])}")
    assert response.error_description == 'scope should contain "openid"'
    assert ids(diagnose(flow.run))[0] == "openid-missing"
    assert flow.run.reports["redirect"].failed("AUTHR-DUPLICATE-PARAM")


def test_openid_comes_before_other_scopes(tmp_path: Path) -> None:
    """A provider that lists openid minds first that it was not asked for."""
    assert ids(sent_back("invalid_scope", "", tmp_path, scope="email profile"))[0] == "openid-missing"
    assert ids(sent_back("invalid_scope", "", tmp_path, scope="openid profile"))[0] == "scope-not-allowed"


def test_advice_never_repeats_what_was_refused(tmp_path: Path) -> None:
    """Which values of prompt a provider takes, only its words and its document say."""
    found = sent_back("invalid_request", "prompt should be login or register", tmp_path, prompt="select_account")
    assert found.first is not None
    assert found.first.id == "prompt-wrong"
    assert "select_account" not in found.first.advice
