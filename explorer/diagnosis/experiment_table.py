"""What can be done to decide between causes: each with the words on its button, the lines that do it, and what it costs."""

from __future__ import annotations

from .cause import Experiment

_FRESH = (
    "print(flow.authorize().url)  # open it, and sign in once more\n"
    "flow.receive(getpass.getpass('The address where the browser arrived: '))"
)
_ASKED = f"import getpass\n\n{_FRESH}"
_ASKED_FOR_MORE = _ASKED.replace("authorize()", "authorize(scope='openid profile email')")
_WITH_SECRET = (
    "other = flow.client.with_secret(getpass.getpass('The secret: '))\nflow.exchange(flow.token_request(client=other))"
)
_CODE = "a sign-in, and its code"
_LOGIN = "a sign-in, its code, and perhaps a failed login of the client"

OTHER_METHOD = (
    "posts = flow.client.token_endpoint_auth_method == 'client_secret_post'\n"
    "name = 'client_secret_basic' if posts else 'client_secret_post'\n"
    "other = dataclasses.replace(flow.client, token_endpoint_auth_method=name)"
)

_ALL = (
    Experiment(
        "fresh-code",
        "Open a fresh link, and send its code straight away",
        f"{_ASKED}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "after-a-minute",
        "Wait a minute, then open a fresh link and send its code",
        f"{_ASKED}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "fresh-tokens",
        "Open a fresh link, and check its tokens",
        f"{_ASKED}\nflow.exchange()\nflow.check()",
        _CODE,
    ),
    Experiment(
        "unaltered",
        "Send a fresh code with nothing altered",
        f"{_ASKED}\nflow.exchange(flow.token_request())",
        _CODE,
    ),
    Experiment(
        "other-encoding",
        "Send a fresh code with the other Basic encoding",
        "import dataclasses\nimport getpass\n\nother = {'form': 'raw', 'raw': 'form'}[flow.client.basic_encoding]\n"
        f"{_FRESH}\nflow.exchange(flow.token_request(client=dataclasses.replace(flow.client, basic_encoding=other)))",
        _LOGIN,
    ),
    Experiment(
        "other-method",
        "Send a fresh code with the other way of authentication",
        f"import dataclasses\nimport getpass\n\n{OTHER_METHOD}\n{_FRESH}\nflow.exchange(flow.token_request(client=other))",
        _LOGIN,
    ),
    Experiment(
        "secret-again",
        "Type the secret again, and send a fresh code",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "new-secret",
        "Type the newest secret of the console, and send a fresh code",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "with-secret",
        "Send a fresh code with the client's secret",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "no-secret",
        "Send a fresh code without a secret",
        "import getpass\n\nfrom explorer import Client\n\n"
        "other = Client(flow.client.client_id, redirect_uri=flow.client.redirect_uri)\n"
        f"{_FRESH}\nflow.exchange(flow.token_request(client=other))",
        _LOGIN,
    ),
    Experiment(
        "smallest-request",
        "Open a link that asks for openid and nothing else",
        "print(flow.authorize(scope='openid').url)  # open it, and compare",
    ),
    Experiment(
        "more-scope",
        "Open a link that asks for the scope that is missing, too",
        f"{_ASKED_FOR_MORE}\nflow.exchange()\nflow.userinfo()",
        _CODE,
    ),
    Experiment(
        "registered-address",
        "Open a link with the redirect_uri that the console shows",
        "import dataclasses\n\nother = input('The redirect_uri as the console has it: ')\n"
        "flow.use_client(dataclasses.replace(flow.client, redirect_uri=other))\nprint(flow.authorize().url)",
    ),
    Experiment(
        "registered-client",
        "Open a link with the client_id that the console shows",
        "import dataclasses\n\nother = input('The client_id as the console has it: ')\n"
        "flow.use_client(dataclasses.replace(flow.client, client_id=other))\nprint(flow.authorize().url)",
    ),
    Experiment(
        "unaltered-link",
        "Open the same link without what was added or left out",
        "print(flow.authorize().url)",
    ),
    Experiment(
        "as-it-worked",
        "Open the link as it was where it worked, and send its code",
        f"{_ASKED}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "fresh-link",
        "Open a fresh link in a private window",
        "print(flow.authorize().url)  # open it in a private window, and sign in once more",
    ),
    Experiment(
        "ask-again",
        "Ask once more",
        "flow.discover()",
    ),
    Experiment(
        "other-document",
        "Ask for the document of OAuth 2.0 (RFC 8414) at the same place",
        "",  # which names the place
    ),
    Experiment(
        "document-before",
        "Ask for the document at the address without the path of an endpoint",
        "",  # which names the address
    ),
    Experiment(
        "other-scheme",
        "Ask for the document by the other scheme, http or https",
        "",  # which names the address
    ),
    Experiment(
        "named-issuer",
        "Ask for the document at the issuer that it names",
        "",
    ),
    Experiment(
        "pointed-address",
        "Ask for the document where this answer points to",
        "",
    ),
    Experiment(
        "copy-again",
        "Copy the whole address once more, and paste it",
        "import getpass\n\nflow.receive(getpass.getpass('The whole address: '))  # from the tab that still holds it",
    ),
    Experiment(
        "check-again",
        "Fetch the keys again, and check once more",
        "flow.check()",
    ),
    Experiment(
        "introspect",
        "Ask the provider what the token is worth",
        "flow.introspect()",
    ),
    Experiment(
        "show-userinfo",
        "Show the same token to UserInfo: where it is taken, the token is good, and only the question is refused",
        "flow.userinfo()",
    ),
    Experiment(
        "ask-refresh-token",
        "Ask about the refresh token: where that is answered, this client may ask, and only access tokens are not known here",
        "flow.introspect('refresh_token')",
    ),
    Experiment(
        "fresh-refresh",
        "Sign in once more, and refresh straight away: where that works, the old token had ended, else refreshes are refused",
        f"{_ASKED}\nflow.exchange()\nflow.refresh()",
        "a sign-in, its code and its refresh token",
    ),
    Experiment(
        "fresh-userinfo",
        "Sign in once more, and ask UserInfo straight away: where that works, the old token had ended or was lost, else none arrives there",
        f"{_ASKED}\nflow.exchange()\nflow.userinfo()",
        _CODE,
    ),
    Experiment(
        "refresh-once",
        "Refresh once: where that works, the client is known and believed, and only this question is refused",
        "flow.refresh()",
        "the refresh token, where the provider rotates them",
    ),
    Experiment(
        "authority-file",
        "Ask once more with the certificate of the authority, or those in between, in a PEM file",
        "",  # which names the address
    ),
    Experiment(
        "newest-token",
        "Refresh with the newest refresh token",
        "flow.refresh()",
        "the refresh token, where the provider rotates them",
    ),
)
SECRET_OR_NONE = Experiment(  # where nobody says that the client has one
    "secret-again",
    "Type the secret again, or nothing where the console shows none, and send a fresh code",
    f"import getpass\n\nfrom explorer import Client\n\n{_FRESH}\n"
    "secret = getpass.getpass('The secret; nothing where the console shows none: ')\n"
    "none = Client(flow.client.client_id, redirect_uri=flow.client.redirect_uri)\n"
    "other = flow.client.with_secret(secret) if secret else none\n"
    "flow.exchange(flow.token_request(client=other))",
    _LOGIN,
)
EXPERIMENTS = {experiment.id: experiment for experiment in _ALL}
