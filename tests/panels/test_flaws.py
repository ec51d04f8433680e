"""What is wrong is said at its field, and above the button how much it is."""

from __future__ import annotations

import pytest

from explorer import Client, Flow, LocalProvider, ProviderMetadata
from explorer.panels.flaws import quoted
from explorer.panels.own_form import BY_HAND
from explorer.panels.parts import Row
from explorer.panels.provider_step import OWN_PROVIDER
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, all_state, can_see, read


@pytest.fixture
def step_2(make_panel: MakePanel) -> Hands:
    """A panel at step 2."""
    hands = make_panel()
    hands.connect()
    return hands


@pytest.fixture
def own(make_panel: MakePanel) -> Hands:
    """A panel for a provider of one's own, filled in."""
    hands = make_panel()
    hands.panel.provider.where.value = OWN_PROVIDER
    form = hands.panel.provider.own_form
    form.issuer.value, form.client_id.value = "https://login.example", "me"
    return hands


def is_wrong(row: Row) -> bool:
    """Tell whether a field is marked; the page makes aria-invalid of it."""
    return "fxp-wrong" in row._dom_classes


def sign(hands: Hands, step: str) -> str:
    """The icon of a step in the rail."""
    return str(hands.panel.rail[step].icon)


def test_an_issuer_at_which_nothing_is_found_is_marked(own: Hands) -> None:
    """What keeps a provider from describing itself is said at the issuer, once, until something else is typed there."""
    form = own.panel.provider.own_form
    form.issuer.value = "http://127.0.0.1:1"
    own.connect()
    assert is_wrong(form.rows["issuer"])
    assert read(own.panel.provider.widget).count("Nothing listens at 127.0.0.1:1") == 1
    assert "1 thing is wrong: issuer" in read(form.told)
    form.issuer.value = "http://127.0.0.1:2"
    assert not is_wrong(form.rows["issuer"])


@pytest.mark.parametrize(
    ("scope", "words", "wrong"),
    [
        ("hello", "openid", True),
        ("", "scope", True),
        ("openid,email", "A comma", True),
        ("OpenID", "letter case", True),
        ("openid emial", "emial", False),
    ],
    ids=["no-openid", "empty", "commas", "capitals", "misspelt"],
)
def test_a_wrong_scope_is_marked_where_it_is_typed(step_2: Hands, scope: str, words: str, wrong: bool) -> None:
    """The field says what is wrong, the line above the button how much; no tick of an earlier sign-in stays."""
    step_2.sign_in()
    step_2.go("authorize")
    assert sign(step_2, "authorize") == "check"
    step_2.panel.authorize.form.scope.value = scope
    row = step_2.panel.authorize.form.rows["scope"]
    assert words in read(row)
    assert is_wrong(row) is wrong
    assert ("1 thing is wrong: scope." if wrong else "1 thing is worth a second look: scope.") in read(
        step_2.panel.authorize._told.widget
    )
    assert sign(step_2, "authorize") == ("times" if wrong else "check")
    step_2.panel.authorize.form.scope.value = "openid"
    assert not read(row).strip("? ").endswith(words)
    assert not is_wrong(row)
    assert sign(step_2, "authorize") == "check"


@pytest.mark.parametrize("scope", ["openid,email", "email;openid", "openid+email", "OpenID email"])
def test_a_scope_that_is_there_need_not_be_added(step_2: Hands, scope: str) -> None:
    """openid with a comma beside it, or in other letters: that is the mistake, and not that it is missing."""
    step_2.panel.authorize.form.scope.value = scope
    assert "Write openid" not in read(step_2.panel.authorize.widget)
    assert "Without openid" not in read(step_2.panel.authorize.widget)
    step_2.panel.authorize.form.scope.value = "email,profile"
    assert "Write openid" in read(step_2.panel.authorize.widget)


@pytest.mark.parametrize("slip", ["opneid", "openi", "openidd"])
def test_a_misspelt_openid_is_one_mistake(step_2: Hands, slip: str) -> None:
    """It is told at the field in one sentence, and not once more as a scope that the provider does not list."""
    step_2.panel.authorize.form.scope.value = f"{slip} email"
    shown = read(step_2.panel.authorize.form.rows["scope"])
    assert f"“{slip}” is openid misspelt" in shown
    assert "does not list" not in read(step_2.panel.authorize.widget)
    step_2.panel.authorize.form.scope.value = "openid emial"
    assert "does not list: emial (meant: email)" in read(step_2.panel.authorize.form.rows["scope"])


def test_two_mistakes_in_one_field_have_both_their_advice(step_2: Hands) -> None:
    """What to do is said at the field for each of them, and not only where there is one."""
    step_2.panel.authorize.form.scope.value = "Email profile"
    shown = read(step_2.panel.authorize.form.rows["scope"])
    assert "Write openid into the scope." in shown
    assert "write them in lower case" in shown


def test_each_field_has_its_own_mark(step_2: Hands) -> None:
    """PKCE, prompt and scope at once: three fields are named, each with its sentence; others are as they were."""
    form = step_2.panel.authorize.form
    form.pkce.value, form.scope.value, form.optional["prompt"].value = "plain", "email", "none login"
    assert [name for name, row in form.rows.items() if is_wrong(row)] == ["scope", "PKCE", "prompt"]
    assert "3 things are wrong: " in read(step_2.panel.authorize._told.widget)


@pytest.mark.parametrize(
    ("field", "value"), [("max_age", "soon"), ("claims", "{email}"), ("extra", "ui_locales"), ("state", "")]
)
def test_a_field_that_makes_no_link(step_2: Hands, field: str, value: str) -> None:
    """What cannot be a link is marked too, and it is said that the link is the one from before."""
    form = step_2.panel.authorize.form
    if field == "state":
        form.state.how.value = "my own"
    else:
        (form.extra if field == "extra" else form.optional[field]).value = value
    row = form.state.row if field == "state" else form.rows[field]
    assert is_wrong(row)
    assert f"1 thing is wrong: {field}. The link is still the one from before." in read(step_2.panel.authorize._told.widget)
    assert sign(step_2, "authorize") == "times"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("issuer", "hello", "“hello”"),
        ("issuer", "htp:/x", "“htp:/x”"),
        ("issuer", "https://me:a-password@login.example", "“https://me:<password"),
        ("timeout (s)", "soon", "“soon”"),
        ("client_id", "", "Type the client_id"),
        ("CA file", "/nowhere/ca.pem", "/nowhere/ca.pem"),
    ],
    ids=["word", "half", "password", "time", "empty", "file"],
)
def test_step_1_marks_the_field_and_quotes_it(own: Hands, field: str, value: str, words: str) -> None:
    """The sentence at the field says what was typed, without a password; typing something else takes the mark away."""
    form = own.panel.provider.own_form
    controls = {"issuer": form.issuer, "timeout (s)": form.timeout, "client_id": form.client_id, "CA file": form.ca_file}
    controls[field].value = value
    own.connect()
    assert is_wrong(form.rows[field])
    assert words in read(form.rows[field])
    assert "a-password" not in read(own.panel.provider.widget)
    assert f"1 thing is wrong: {field}." in read(own.panel.provider.widget)
    controls[field].value = value + "x"
    assert not is_wrong(form.rows[field])
    assert "thing is wrong" not in read(own.panel.provider.widget)


def test_what_may_be_a_secret_is_not_quoted(own: Hands) -> None:
    """A secret in the wrong box is described by its length only."""
    secret = "8a2f6c1e9b7d4053a1c8e6f2"
    own.panel.provider.own_form.issuer.value = secret
    own.connect()
    assert secret not in read(own.panel.provider.widget)
    assert "a text of 24 characters" in own.error
    assert quoted("<b>x</b>") == "“<b>x</b>”", "it is escaped where it is shown"


def test_a_wrong_endpoint_is_marked_by_its_name(own: Hands) -> None:
    """Of endpoints given by hand the one that is no address is named, not the issuer."""
    form = own.panel.provider.own_form
    form.how.value = "I give its endpoints by hand"
    form.endpoints["authorization_endpoint"].value = "https://login.example/a"
    form.endpoints["token_endpoint"].value = "token"
    own.connect()
    assert is_wrong(form.rows["token_endpoint"])
    assert not is_wrong(form.rows["issuer"])
    assert "“token”" in own.error
    assert "fxp-wrong" in all_state()


def test_all_that_is_wrong_is_told_at_once(step_2: Hands, own: Hands) -> None:
    """Nobody likes to mend one thing after the other; and the link stays as it was meanwhile."""
    form, link = step_2.panel.authorize.form, step_2.panel.authorize.link.href
    form.optional["max_age"].value, form.optional["claims"].value = "ten", "{"
    form.extra.value, form.scope.value = "nonsense", "hello"
    assert "4 things are wrong: max_age, claims, extra, scope." in read(step_2.panel.authorize.widget)
    assert step_2.panel.authorize.link.href == link
    blank = own.panel.provider.own_form
    blank.issuer.value = blank.client_id.value = blank.redirect_uri.value = ""
    own.panel.provider.primary.click()
    assert "3 things are wrong: issuer, client_id, redirect_uri." in read(own.panel.provider.widget)
    assert own.panel.model.news.since(0)[-1].at.startswith(".fxp-wrong")


@pytest.mark.parametrize("typed", ["half/addr", "localhost:9999/callback", "http:/callback"])
def test_a_redirect_uri_that_is_no_address(own: Hands, typed: str) -> None:
    """It is marked in step 1 and counted with what else is wrong, and nothing is said of where a browser would arrive."""
    form = own.panel.provider.own_form
    form.issuer.value, form.redirect_uri.value = "half", typed
    own.connect()
    assert own.panel.model.open == "provider"
    assert "2 things are wrong: issuer, redirect_uri." in read(own.panel.provider.widget)
    assert is_wrong(form.rows["redirect_uri"])
    assert f"“{typed}”" in read(form.rows["redirect_uri"])
    assert "Your browser goes to" not in read(own.panel.provider.widget)
    form.redirect_uri.value = "com.example.app:/callback"
    own.connect()
    assert not is_wrong(form.rows["redirect_uri"])
    assert "of the provider itself" not in read(own.panel.provider.widget), "an issuer that is no address is nobody's"


def test_a_document_that_names_another_issuer(own: Hands, provider: LocalProvider) -> None:
    """The check that failed stands in step 1, at the field, and is said aloud; another text takes the mark away for good."""
    form, step = own.panel.provider.own_form, own.panel.provider
    form.issuer.value = f"http://localhost:{provider.port}"
    own.connect()
    said = [item.text for item in own.panel.model.news.since(0)]
    assert "The document names another issuer" in said[-1]
    own.go("provider")
    assert is_wrong(form.rows["issuer"])
    assert "The document names another issuer" in read(form.rows["issuer"])
    assert "ask at the name in the document" in read(form.rows["issuer"]), "it may simply be mistyped"
    assert "DISC-ISSUER-MISMATCH" in read(step._wrong.widget)
    assert can_see(own.panel.widget, step._wrong.widget)
    form.issuer.value = provider.issuer
    own.panel.model.changed()
    assert not is_wrong(form.rows["issuer"])
    own.connect()
    own.go("provider")
    assert not is_wrong(form.rows["issuer"])
    assert "DISC-ISSUER-MISMATCH" not in read(step._wrong.widget)
    assert "another issuer" not in own.panel.model.news.since(0)[-1].text


def test_a_folded_field_with_a_flaw_is_unfolded(own: Hands) -> None:
    """A mark that nobody can see, and a cursor that can go nowhere, tell nothing."""
    form = own.panel.provider.own_form
    form.timeout.value = "ten"
    assert not form.more.children[0].value
    own.panel.provider.primary.click()
    assert form.more.children[0].value
    assert is_wrong(form.rows["timeout (s)"])


def test_what_is_left_out_has_to_be_there(step_2: Hands) -> None:
    """A misspelt name leaves nothing out, and somebody would look for the effect of it in vain."""
    form = step_2.panel.authorize.form
    form.omit.value = "redirect_url nonce"
    row = form.rows["leave out"]
    assert "The link has no “redirect_url” that could be left out" in read(row)
    assert not is_wrong(row)
    form.omit.value = "nonce"
    assert "could be left out" not in read(row)


def test_an_unknown_prompt_is_told_at_its_field(step_2: Hands) -> None:
    """It may be the provider's own, so it is worth a look and no error."""
    form = step_2.panel.authorize.form
    form.optional["prompt"].value = "logon"
    assert "Unknown: logon" in read(form.rows["prompt"])
    assert not is_wrong(form.rows["prompt"])


def test_claims_that_are_a_list(step_2: Hands) -> None:
    """The panel speaks of what is typed, and not of Python."""
    form = step_2.panel.authorize.form
    form.optional["claims"].value = "[]"
    assert "braces" in read(form.rows["claims"])
    assert "json.dumps" not in read(step_2.panel.authorize.widget)


def test_three_mistakes_in_one_scope(step_2: Hands) -> None:
    """The missing openid does not hide the two blanks and the slip of the pen: whoever corrects one is not told of the next."""
    step_2.panel.authorize.form.scope.value = "email  profil"
    told = read(step_2.panel.authorize.form.rows["scope"])
    assert "openid" in told
    assert "profile" in told
    assert "space" in told


def test_each_wrong_box_of_step_1_is_marked_by_one_press(own: Hands) -> None:
    """What is folded away, endpoints by hand and the address are told together, none after another."""
    form = own.panel.provider.own_form
    form.how.value = BY_HAND
    form.issuer.value, form.client_id.value = "https://op.example", "app"
    form.endpoints["authorization_endpoint"].value = "ftp://op.example"
    form.redirect_uri.value = "http://127.0.0.1:9999/callback#part"
    form.jwks.value, form.timeout.value, form.ca_file.value, form.proxy.value = "{", "soon", "/no/such/file", "nowhere"
    own.click(own.panel.provider.primary)
    marked = {name for name, row in form.rows.items() if "fxp-wrong" in row._dom_classes}
    wanted = {"authorization_endpoint", "token_endpoint", "redirect_uri", "keys (JWKS)", "timeout (s)", "CA file", "proxy"}
    assert marked == wanted


def test_what_no_field_says_is_said_of_the_link(make_panel: MakePanel) -> None:
    """An address that code gave has no field in step 2: the sentence stands where the link is called wrong."""
    metadata = ProviderMetadata(
        issuer="https://op.example", authorization_endpoint="https://op.example/a", token_endpoint="https://op.example/t"
    )
    hands = make_panel(flow=Flow(metadata, Client("app", redirect_uri="http://127.0.0.1:9999/callback#part")))
    hands.go("authorize")
    told = read(hands.panel.authorize.widget)
    assert "1 thing is wrong: the link. " in told
    assert "#" in told.partition("1 thing is wrong: the link.")[2][:200]


def test_step_1_names_the_step_with_the_box(own: Hands) -> None:
    """There is no box to paste into in step 1."""
    told = read(own.panel.provider.own_form._arrival.widget)
    assert "paste it in step 3" in told
    assert "paste it here" not in told
