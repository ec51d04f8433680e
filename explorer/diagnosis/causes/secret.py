"""The client's proof of who it is: secret, method, assertion. Nobody but the provider knows what is registered."""

from __future__ import annotations

from ...rules.id_token.subject import span
from ..case import Case
from ..cause import CLIENT, Signs, cause
from ..reading import read_client
from ..signs import AGAINST, LITTLE, OFTEN, Sign, against, contrary, doubtful, hint, remark, slip
from .access_token import is_just_issued
from .method import AUTH, none_sent

FROM_CONSOLE = "Copy the secret's value from the provider's console again, without anything around it."


SECRET_IN_PANEL = (
    "Type the client_secret again into its box in step 4: a fresh link is then ready in step 2, since many a provider uses the "
    "code up with a refusal."
)


@cause(
    "secret-wrong",
    legs=CLIENT,
    topic="secret",
    usual={**AUTH, "invalid_client": OFTEN + 4, "access_denied": OFTEN},
    spec="RFC 6749 2.3.1, 5.2",
    advice=FROM_CONSOLE,
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
)
def secret_wrong(case: Case) -> Signs:
    """The client secret is wrong, or another client's."""
    yield from none_sent(case)
    sent = case.sent.client.secret
    if case.sent.client.token_endpoint_auth_method == "client_secret_jwt":
        yield hint("The assertion is keyed with it.")
    if sent and sent.is_odd:
        yield against("Its form says more plainly what is wrong with it.")
    worked = [each for each in case.earlier if each.secret and each.client_id == case.sent.client.client_id]
    if sent and sent.fingerprint and any(each.secret == sent.fingerprint for each in worked):
        yield against("The same secret brought tokens before.")
    elif sent and sent.fingerprint and worked:
        yield slip("Tokens came before with another secret of this client.")
    own = case.got_tokens or read_client(case.run.client)
    if own.client_id != case.sent.client.client_id:
        return  # another client has another secret
    known, now = (own.secret.fingerprint if own.secret else None), (sent.fingerprint if sent and sent.length else None)
    if known and now and known != now:
        yield slip(f"It is not the secret with which {'the tokens came' if case.got_tokens else 'this flow was set up'}.")
    way = (case.sent.client.token_endpoint_auth_method, case.sent.client.basic_encoding)
    if any((each.token_endpoint_auth_method, each.basic_encoding) != way for each in case.tried_with):
        yield hint("It was refused in the same way when it was sent in another way: only it and the client_id stayed the same.")


JUST_NOW = "The same secret brought these tokens a moment ago."


def changed_since(case: Case) -> Signs:
    """Yield what a secret that worked before says, where the client is not believed any more."""
    sign = hint if case.symptom.leg in ("token", "refresh") else remark  # other endpoints may want other rights
    yield sign(
        "The same secret brought tokens before: it has run out or was replaced since, or the application was switched off or deleted."
    )


@cause(
    "secret-expired",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 5.2; RFC 7591 3.2.1",
    advice="Make a new secret in the provider's console; where one was made since, take that.",
    in_panel=f"Make a new secret in the provider's console; where one was made since, take that. {SECRET_IN_PANEL}",
    experiment="new-secret",
)
def secret_expired(case: Case) -> Signs:
    """The client secret has expired, or was replaced."""
    yield from none_sent(case)
    ends, now = case.sent.client.secret.ends if case.sent.client.secret else None, case.run.events[-1]["at"]
    if ends is not None and ends < now:
        yield slip(f"The secret is a JWT, and by its own exp it ran out {span(now - ends)} ago.")
    if case.is_secret_that_worked and case.is_named("secret-wrong"):
        yield hint("The same secret brought tokens before.")
    elif case.is_secret_that_worked and is_just_issued(case) and not case.is_named("secret-expired"):
        yield Sign(-LITTLE, JUST_NOW)
    elif case.is_secret_that_worked and case.code == "invalid_client":
        yield from changed_since(case)


@cause(
    "secret-white-space",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 2.3.1",
    advice="Type or paste the secret again without the white space.",
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
    rules=("TOKQ-SECRET-WHITESPACE",),
)
def secret_white_space(case: Case) -> Signs:
    """The client secret has white space around it, or in it."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is None or secret.edge_white_space is None or secret.length is None:
        return
    if secret.edge_white_space:
        yield slip(f"The secret as sent has {secret.length} characters, and begins or ends with white space.")
    elif secret.line_break:
        yield slip("A line ends in the middle of the secret as sent, as where it was copied from a terminal.")
    elif secret.inner_white_space:
        yield Sign(LITTLE, "There is a blank in the middle of the secret as sent, which a few have.")
    else:
        yield contrary("There is no white space in the secret, and none around it.")


@cause(
    "secret-percent-encoded",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 2.3.1, B",
    advice="Decode the secret once: it was copied from an address or a form, in which % stands before two digits.",
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
)
def secret_percent_encoded(case: Case) -> Signs:
    """The client secret is still percent-encoded."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is not None and secret.percent_encoded:
        yield doubtful("The secret as sent holds percent escapes such as %2F; a few have such a % of their own.")
    elif secret is not None and secret.percent_encoded is False:
        yield contrary("It holds no percent escapes.")


@cause(
    "secret-quoted",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 2.3.1",
    advice="Take the quotes away: they belong to the JSON or .env file from which the secret was copied.",
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
)
def secret_quoted(case: Case) -> Signs:
    """The client secret has quotes around it."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is not None and secret.quoted is not None:
        yield (
            slip("The secret as sent begins and ends with a quote.")
            if secret.quoted
            else contrary("It has no quotes around it.")
        )


@cause(
    "secret-masked",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 2.3.1",
    advice="Copy the value itself: a console shows dots, stars or a hash in its place, and an example has words.",
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
)
def secret_masked(case: Case) -> Signs:
    """The secret is a masked field, the placeholder of an example, or the hash that a server keeps of it."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is not None and secret.hashed:
        yield slip("The secret as sent looks like a hash, as a server keeps it in place of the secret.")
    elif secret is not None and secret.masked and not secret.one_character:
        yield slip("The secret as sent holds dots or stars, as a console shows them in the place of what it hides.")
    elif secret is not None and secret.one_character:
        yield slip("The secret as sent is one character repeated.")
    elif secret is not None and secret.placeholder:  # which many have in earnest while they develop
        yield doubtful("The secret as sent is what examples print.")
    elif secret is not None and secret.one_character is False and secret.placeholder is False:
        yield contrary("It is neither one character repeated, nor dots or stars, nor the text of an example.")


@cause(
    "secret-is-an-id",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="Microsoft AADSTS7000215",
    advice="Copy the secret's value, not its id; consoles show both.",
    in_panel=SECRET_IN_PANEL,
    experiment="secret-again",
)
def secret_is_id(case: Case) -> Signs:
    """The id of the secret was given instead of its value."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is None:
        return
    if secret.equals_client_id:
        yield slip("The secret as sent is the client_id.")
    elif secret.looks_like_uuid:
        yield doubtful("The secret looks like a UUID, as the id of a secret does; at some providers the secret itself is one.")
    else:  # an id may look otherwise somewhere, so that this rules nothing out
        yield Sign(2 * AGAINST, "The secret does not look like an id, as a UUID does.")


@cause(
    "secret-empty",
    legs=CLIENT,
    topic="secret",
    usual=AUTH,
    spec="RFC 6749 2.3.1",
    advice="Give the client its secret, or register it as public.",
    rules=("TOKQ-SECRET-EMPTY", "TOKQ-BASIC-EMPTY-SECRET"),
    experiment="secret-again",
)
def secret_empty(case: Case) -> Signs:
    """The secret that was sent is empty."""
    yield from none_sent(case)
    secret = case.sent.client.secret
    if secret is not None and secret.length:
        yield contrary(f"The secret as sent has {secret.length} characters.")
    elif secret is not None and secret.length == 0:
        yield slip("The secret as sent has no characters.")
