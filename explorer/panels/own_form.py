"""The half of step 1 for a provider of the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..protocol.authentication import METHODS
from ..protocol.auto import AUTO
from ..protocol.client import Client
from ..protocol.jose import ASYMMETRIC, SYMMETRIC
from ..protocol.metadata import ENDPOINTS, ProviderMetadata
from ..reference import providers
from .flaws import Flaws, mark_fields, summary
from .js_widgets import Copy
from .parts import Row, Section, box, button, explain, field, fold_box, make, marked, said, visible
from .secret_box import SecretBox
from .setup import DEAD_ADDRESS, OwnChoice, preset
from .way_back import arrival

DISCOVER, BY_HAND = "it describes itself (discovery)", "I give its endpoints by hand"


class OwnForm:
    """Provider, client, and how to reach them. `on` makes a callback for a click of what a click does."""

    def __init__(self, on: Callable[[Callable[[], object]], Callable[..., None]]) -> None:
        self.how = make(W.Dropdown, options=[DISCOVER, BY_HAND], description="Endpoints")
        self.issuer = make(W.Text, description="issuer", placeholder="https://login.example.com, or its discovery")
        self.rows: dict[str, Row] = {}  # by the names of the fields
        self._make_endpoints(on)
        self._make_client()
        self._make_network()
        self.secret_box.on_secret(on(lambda: None))
        self.controls: tuple[Any, ...] = (self.how, self.method, self.redirect_uri)
        self.rows["issuer"] = field(self.issuer, said(_ISSUER))
        self.rows["client_id"] = field(self.client_id, explain("client_id"), name="client_id")
        self.rows["token_endpoint_auth_method"] = field(self.method, said(_METHOD))
        client = [self.rows["client_id"], self.rows["token_endpoint_auth_method"], self._secret, self._key]
        self.widget = box(
            field(self.how, said(_HOW)), self.rows["issuer"], self._by_hand, *client, self._redirect, kind="fxp-fields"
        )
        for name in ("issuer", "client_id", "token_endpoint_auth_method", "redirect_uri"):
            marked(self.rows[name], f"fxp-at-{name}", True)  # where an advice of a later step leads
        self._told = Section()
        self.told = self._told.widget
        self.is_asked = False  # the provider that answered is that of the fields as they are
        for control in self._typed():
            control.observe(lambda _: self._is_another(), "value")

    def _make_endpoints(self, on: Callable[[Callable[[], object]], Callable[..., None]]) -> None:
        self.endpoints = {name: make(W.Text, description=name, placeholder="https://") for name in ENDPOINTS}
        self.base = make(W.Text, description="Tenant", placeholder="https://idcs-0123.identity.oraclecloud.com")
        self.preset = button("Fill in Oracle's endpoints", on(self._fill_in_oracle), icon="magic")
        self.rows |= {name: field(control) for name, control in self.endpoints.items()}
        endpoints = [self.rows[name] for name in self.endpoints]
        self._by_hand = box(field(self.base, said(_PRESET)), self.preset, *endpoints, kind="fxp-fields")

    def _make_client(self) -> None:
        self.client_id = make(W.Text, description="client_id")
        self.method = make(
            W.Dropdown,
            options=[("by what is given", AUTO), *((m, m) for m in METHODS)],
            description="token_endpoint_auth_method",
        )
        self.secret_box = SecretBox()
        self.variable = make(W.Text, description="or its variable", placeholder="environment variable, as CLIENT_SECRET")
        self.rows["or its variable"] = field(self.variable, said(_VARIABLE))
        self._secret = box(field(self.secret_box, said(_SECRET)), self.rows["or its variable"], kind="fxp-fields")
        self.key_file = make(W.Text, description="private key", placeholder="path of a PEM file")
        self.key_id = make(W.Text, description="its kid", placeholder="as the provider knows the key, if it does")
        self.rows["private key"] = field(self.key_file, explain("client_assertion", "token_request"))
        self._key = box(self.rows["private key"], field(self.key_id), kind="fxp-fields")
        self.redirect_uri = make(W.Text, value=DEAD_ADDRESS, description="redirect_uri")
        self.copy = Copy("Copy the redirect_uri", DEAD_ADDRESS)
        self._arrival = Section()
        self.rows["redirect_uri"] = field(self.redirect_uri, explain("redirect_uri"), name="redirect_uri")
        self._redirect = box(
            self.rows["redirect_uri"],
            make(W.HTML, value=said("Register exactly this `redirect_uri` at the provider, letter for letter.")),
            self.copy,
            self._arrival.widget,
            kind="fxp-fields",
        )

    def _make_network(self) -> None:
        self.encoding = make(W.Dropdown, options=["form", "raw"], description="Basic encoding")
        self.alg = make(
            W.Dropdown,
            options=[("nobody told me", AUTO), *((a, a) for a in (*ASYMMETRIC, *SYMMETRIC))],
            description="ID token alg",
        )
        known = [("none that is known here", ""), *((facts.name, facts.key) for facts in providers())]
        self.profile = make(W.Dropdown, options=known, description="product")
        self.pinned = make(W.Text, description="pinned issuer", placeholder="where tokens carry another name")
        self.audiences = make(
            W.Text, description="trusted audiences", placeholder="besides your client_id, with spaces between"
        )
        self.ca_file = make(W.Text, description="CA file", placeholder="path of a PEM file")
        self.proxy = make(W.Text, description="proxy", placeholder="http://proxy.example:8080, or $VARIABLE")
        self.timeout = make(W.Text, value="10", description="timeout (s)")
        self.jwks = make(W.Textarea, description="keys (JWKS)", placeholder='{"keys": [...]}')
        rare = {
            control.description: field(control, said(why))
            for control, why in (
                (self.profile, _PRODUCT),
                (self.encoding, "How Basic credentials are written: form-encoded first (RFC 6749 2.3.1), or raw."),
                (self.alg, _ALG),
                (self.pinned, _PINNED),
                (self.audiences, "Other names that may stand in `aud` beside your client_id (OIDC Core 3.1.3.7 (3))."),
                (self.ca_file, "Certificates to trust beside the well-known ones, for a provider inside a company."),
                (self.proxy, "The way out of a company network. A password goes into an environment variable: $NAME."),
                (self.timeout, "How long a whole exchange may take, in seconds."),
                (self.jwks, "The provider's public keys, when its `jwks_uri` is closed."),
            )
        }
        self.more = fold_box("Product, pinned issuer, audiences, certificates, proxy, time limit, keys", *rare.values())
        self.rows |= rare
        self._rare = set(rare)

    def mark(self, flaws: Flaws) -> None:
        """Mark the fields that have a flaw, by their names, and say above the button which they are; none stays folded."""
        mark_fields(self.rows, flaws)
        if self._rare & set(flaws):
            self.more.children[0].value = True
        self._told.show(said(summary(flaws), "bad") if flaws else "")

    def _is_another(self) -> None:
        """What is typed now is another text: nothing that was said of the one before is about it."""
        self.is_asked = False
        self.mark({})

    def _typed(self) -> Iterable[Any]:
        """The controls into which one types, or chooses, what may be wrong."""
        client = (self.how, self.issuer, self.client_id, self.method, self.variable, self.key_file, self.redirect_uri)
        return (
            *client,
            *self.endpoints.values(),
            self.pinned,
            self.audiences,
            self.ca_file,
            self.proxy,
            self.timeout,
            self.jwks,
        )

    def _fill_in_oracle(self) -> None:
        self.fill_in(preset("oracle", self.base.value.strip()))

    def fill_in(self, metadata: ProviderMetadata) -> None:
        """Write a provider's endpoints into the form."""
        self.how.value, self.issuer.value = BY_HAND, metadata.issuer
        for name, control in self.endpoints.items():
            control.value = getattr(metadata, name) or ""

    def fill_in_client(self, client: Client) -> None:
        """Write a client into the form, without what is a secret of it."""
        self.client_id.value, self.redirect_uri.value = client.client_id, client.redirect_uri
        self.method.value, self.encoding.value = client.token_endpoint_auth_method, client.basic_encoding

    @property
    def choice(self) -> OwnChoice:
        """What is typed now."""
        by_hand = {name: control.value.strip() for name, control in self.endpoints.items()}
        return OwnChoice(
            issuer=self.issuer.value.strip(),
            endpoints=by_hand if self.how.value == BY_HAND else None,
            client_id=self.client_id.value.strip(),
            redirect_uri=self.redirect_uri.value.strip(),
            token_endpoint_auth_method=self.method.value,
            basic_encoding=self.encoding.value,
            id_token_signed_response_alg=self.alg.value,
            secret=self.secret_box.secret if self._takes_secret else None,
            secret_variable=self.variable.value if self._takes_secret else "",
            private_key_file=self.key_file.value if self._takes_key else "",
            private_key_id=self.key_id.value.strip(),
            pinned_issuer=self.pinned.value.strip(),
            profile=self.profile.value or None,
            trusted_audiences=self.audiences.value,
            jwks=self.jwks.value,
            ca_file=self.ca_file.value.strip(),
            proxy=self.proxy.value.strip(),
            timeout=self.timeout.value,
        )

    @property
    def _takes_secret(self) -> bool:
        return self.method.value is AUTO or "client_secret" in METHODS[self.method.value].fields

    @property
    def _takes_key(self) -> bool:
        return self.method.value is not AUTO and "private_key" in METHODS[self.method.value].fields

    def draw(self) -> None:
        """Show the fields that the choices ask for."""
        visible(self._by_hand, self.how.value == BY_HAND)
        visible(self._secret, self._takes_secret)
        visible(self._key, self._takes_key)
        self.copy.text = redirect_uri = self.redirect_uri.value.strip()
        after = f"After the sign-in: {arrival(redirect_uri, self.issuer.value.strip(), box='in step 3')}"
        self._arrival.show(said(after) if redirect_uri else "")


_ALG = (
    "With what the provider signs ID tokens for this client (`id_token_signed_response_alg`). Where nobody told you, any with a "
    "public key is accepted that the provider lists."
)
_HOW = "Most providers publish a discovery document below their issuer (Discovery 4). Without it, give the endpoints yourself."
_ISSUER = "The provider's name, which is an address: the discovery document is looked for below it, and tokens must carry it in `iss`."
_PRESET = "Oracle Identity Cloud Service and OCI identity domains: the endpoints below the address of your tenant."
_METHOD = "How the client proves who it is at the token endpoint (OIDC Core 9). Without secret and key it is a public client."
_SECRET = (
    "It leaves the box as soon as it is typed, and stays in the kernel's memory: the notebook and the record keep a fingerprint. "
    "A public client has none."
)
_VARIABLE = "The secret is read from this variable of the kernel's environment, and is not shown."
_PRODUCT = (
    "What a product is known to do otherwise, by its own choice, is then shown as known, with what you can set. "
    "It is never guessed from an address."
)
_PINNED = (
    "The name that tokens must carry, where it is not the address: every Oracle tenant is `https://identity.oraclecloud.com/`."
)
