"""Pages: does one ask somebody for something, does it say that something went wrong, does it say anything, does an answer lead to one?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..messages import parse_form
from ..protocol.legs import LEGS
from ..protocol.page_address import is_error_page
from ..protocol.provider_page import mentions_trouble, speaks_of_trouble
from .case import Case
from .words import is_standing

_PASSWORD = re.compile(
    r"password|passwor[td]|kennwort|mot de passe|contrase\u00f1a|senha|wachtwoord|l\u00f6senord|salasana|has\u0142o|"
    r"\u043f\u0430\u0440\u043e\u043b\u044c|\u30d1\u30b9\u30ef\u30fc\u30c9|\u5bc6\u7801",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"user ?name|e-?mail|\blogin\b|(sign|log)[ -]?(in|on)\b|benutzer|anmeld|identifi|connexion|"
    r"correo|iniciar sesi|courriel|posta elettronica|e-?posta|\uc774\uba54\uc77c|\u30e1\u30fc\u30eb|"
    r"\u90ae\u7bb1|\u8d26\u53f7|\u5e33\u865f|\u043f\u043e\u0447\u0442|"
    r"usuari|accedi|utente|gebruiker|"
    r"anv\u00e4ndar|k\u00e4ytt\u00e4j|u\u017cytkownik|\u043b\u043e\u0433\u0438\u043d|\u30ed\u30b0\u30a4\u30f3|\u767b\u5f55",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:[^/]{0,30}[-_.])?(?:log-?in|sign-?in|logon|authenticate|interaction|sso|account(?=/?$|/[^/]*(?:log|sign)))(?![a-z])",
    re.IGNORECASE,
)


def is_form(case: Case) -> bool:
    """The page asks who somebody is, as a sign-in page does: its text has both fields, or its address is that of one."""
    fields = (text for text in _said(case) if _WHO.search(text))
    return any(_PASSWORD.search(text) or _NEXT.search(text) for text in fields) or is_login_address(case)


def speaks_of_password(case: Case) -> bool:
    """A line of the page says something of a password, and is not the label of a field."""
    blocks = [block for text in _said(case) for block in text.split(" | ")]
    return any(_PASSWORD.search(block) and _LETTERS.search(_LABELS.sub(" ", block)) for block in blocks)


_LETTERS = re.compile(r"[^\W\d_]{2}")
_LABELS = re.compile(
    rf"{_PASSWORD.pattern}|{_WHO.pattern}|\b(?:forgot(?:ten)?|your|show|reset|remember me|address|name|or|with|continue|vergessen)\b",
    re.IGNORECASE,
)


_ASKS = re.compile(
    r"would like (to|access|permission)|\bwants? (to )?(access|permission|use your)|\b(is )?request(s|ing) (access|permission|to (use|access))|"
    r"\b(allow|authori[sz]e) (\w+ ){1,4}to (access|use)|(choose|pick|select) an? account|stay signed in|m\u00f6chte (auf|zugriff)|souhaite acc\u00e9der|"
    r"(sign|log) ?in to continue|who.?s (signing|logging) in|use another account|how (you.?d like|do you want) to (sign|log) ?in|"
    r"check your (inbox|e-?mail)|magic link|(tap|touch|insert|use) your (security )?(key|passkey|fingerprint)|enter (the|your) [^.|]{0,24}code|"
    r"quiere acceder|solicita acceso|vuole accedere|deseja acessar|wil toegang|konto (w\u00e4hlen|ausw\u00e4hlen)|choisi\w+ un compte",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\|\s*(?:next|continue|weiter|suivant|continuer|siguiente|continuar|avanti|pr\u00f3xim[ao]|avan\u00e7ar|volgende|verder|dalej|\u4e0b\u4e00\u6b65|"
    r"\u6b21\u3078)\s*(?:\||$)",
    re.IGNORECASE,
)  # the button below a field that asks who somebody is, before the page with the password
_LITTLE = 6  # words of a page that a script has not filled yet


def _said(case: Case) -> list[str]:
    """The texts of the page, without its address and its status."""
    return [text for text in case.words.texts if text != case.landed_at and not text.isdecimal()]


_DENIAL = re.compile(
    r"(?:error\W*)?(?:the |your |this )?(?:access|request|authori[sz]ation|permission|log ?in|sign ?in)s? (?:(?:is|was|has been) )?"
    r"(?:denied|refused|rejected|forbidden)\W*"
    r"|(?:access_denied|forbidden|unauthori[sz]ed|denied|error)\W*",
    re.IGNORECASE,
)
_FEWEST = 2  # words of a reason
_NAME = re.compile(r"(?:[\w. ]{0,20} )?parameter:? ?[a-z_]+", re.IGNORECASE)  # a parameter and nothing said of it is none


def gives_reason(case: Case) -> bool:
    """A sentence stands beside the code, and says more than that it was denied."""
    said = (text for text in _said(case) if text != case.symptom.error and not is_standing(text))
    return any(len(text.split()) >= _FEWEST and not _DENIAL.fullmatch(text) and not _NAME.fullmatch(text) for text in said)


UPGRADE = 426  # RFC 9110 15.5.22: another protocol, such as TLS


def may_be_the_network(case: Case, cause: str) -> bool:
    """No answer came, or nobody knows what came; or words of the browser, or of a web server before TLS, name this very cause."""
    if case.symptom.kind == "no answer" or case.symptom.leg == "application":
        return True
    if cause == "https-needed" and case.symptom.status == UPGRADE:
        return True
    if cause == "answer-damaged":
        return case.symptom.kind == "refused" and case.symptom.leg != "authorize"
    if cause == "document-of-the-inside":
        return case.is_of_the_browser
    return case.is_named(cause) and (case.is_of_the_browser or cause == "https-needed")  # which servers say too


def asks_to_sign_in(case: Case) -> bool:
    """A page of a few words in whose title or heading somebody is asked to sign in."""
    return is_form(case) or any(_SIGN_IN.search(text) for text in _said(case) if len(text) < _SHORT)


_SIGN_IN = re.compile(
    r"\b(?<!of this )(?<!of the )(?:sign|log)[ -]?(?:in|on)\b|\blogin\b|anmelden|connectez-vous|iniciar sesi\u00f3n", re.I
)


def is_asking(case: Case) -> bool:
    """The page waits for somebody: to sign in, to agree, to choose an account."""
    if case.is_of_the_browser:
        return False
    return is_form(case) or any(_ASKS.search(text) for text in _said(case))


def is_blank(case: Case) -> bool:
    """The page says next to nothing, as the source of one does that a script fills: "Loading..."."""
    if case.landed_at or case.symptom.error:
        return False
    said = _said(case)
    short = [text for text in said if _is_little(text) and not mentions_trouble(text)]
    return bool(said) and len(short) == len(said) and not case.words.named and not is_asking(case)


def _is_little(text: str) -> bool:
    return len(text.split()) <= _LITTLE or (len(text) < _SENTENCE and _FRAME.search(text) is not None)


_SENTENCE = 90  # characters of one that says that a script is needed


def is_calm(case: Case) -> bool:
    """A page of status 200 with words, none of which speaks of trouble or of anything that the link names: it waits for somebody."""
    said = _said(case)
    is_plain = bool(said) and not is_blank(case) and not any(map(mentions_trouble, said))
    return case.symptom.kind == "page" and case.symptom.status == _FINE and is_plain and not case.is_told


_FINE = 200


def is_frame(case: Case) -> bool:
    """The page is one that a script has not filled yet, by its own words: "Loading...", "Please enable JavaScript"."""
    return is_blank(case) and any(_FRAME.search(text) for text in _said(case))


_FRAME = re.compile(
    r"loading|please wait|javascript|redirecting|just a moment|one moment|l\u00e4dt|moment bitte|chargement|patientez|cargando|espere|carregando|"
    r"caricamento|laden\b|\u8aad\u307f\u8fbc\u307f|\u52a0\u8f7d",
    re.IGNORECASE,
)


def is_not_there(case: Case) -> bool:
    """The page says that there is no such page: by its status, or in words that name no tenant."""
    return case.symptom.status == 404 or (case.is_named("authorize-endpoint-wrong") and not names_tenant(case))


def speaks_of_flow(case: Case) -> bool:
    """The page speaks of a grant, a flow or a response_type, in one of a few languages."""
    return any(_FLOW.search(text.lower()) for text in _said(case))


_FLOW = re.compile(
    r"\b(grants?|flows?|flux|fluxo|flujo|flusso|stroom)\b|"
    r"grant.?type|response.?type|using this method|bearer.?only|\bimplicit\b|\u30d5\u30ed\u30fc|\u6d41\u7a0b"
)


def names_tenant(case: Case) -> bool:
    """The page says that a realm or tenant does not exist."""
    return any(_TENANT.search(text.lower()) for text in _said(case))


_TENANT = re.compile(
    r"\b(realm|tenant|organi[sz]ation|environment)\b[^.|]{0,40}(not (be )?found|does ?n.t exist|does not exist|unknown|invalid)"
)


def is_troubled(case: Case) -> bool:
    """A sentence of the page says that something went wrong."""
    blocks = [block for text in case.words.texts for block in text.split(" | ")]
    return any(
        speaks_of_trouble(block) or (_CODE.fullmatch(block) and mentions_trouble(block.replace("_", " "))) for block in blocks
    )


_CODE = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)+")  # a code above a form: invalid_signature


def is_login_address(case: Case) -> bool:
    """Nothing but an address was given, and it is that of the provider's sign-in page."""
    address = case.landed_at
    if address is None or any(text != address and not text.isdecimal() for text in case.words.texts) or case.symptom.error:
        return False
    return _LOGIN_PATH.search(urlsplit(address).path) is not None


def is_front_page(case: Case) -> bool:
    """Nothing but an address was given, and it is another page of the provider: whoever refuses a link does so where it leads, or says so."""
    address = case.landed_at
    if address is None or _said(case) or case.symptom.error or (case.symptom.status or 0) >= 300:
        return False
    arrived = urlsplit(address)
    asked = urlsplit(str(case.run.metadata.get("authorization_endpoint") or ""))
    is_elsewhere = arrived.netloc == asked.netloc and asked.path not in ("", "/") and not arrived.path.startswith(asked.path)
    return is_elsewhere and not is_error_page(address) and not arrived.query


def has_fields_in_address(case: Case) -> bool:
    """The address of the page has the fields of a login form in its query, and no parameter of the link."""
    names = {name.lower() for name, _ in parse_form(str(case.landed_at or "").partition("?")[2])}
    return any(map(_FIELD.search, names)) and not names & {name for name, _ in case.params}


_FIELD = re.compile(r"passw|csrf|xsrf|(?:user|login)[-_]?(?:name|email)|^(?:username|email|login)$")


def is_refusal(case: Case) -> bool:
    """The page says that something went wrong, by its status or by its words, and asks for no sign-in."""
    status = case.symptom.status
    if (
        case.symptom.kind != "page"
        or case.is_of_the_browser
        or (status is not None and status >= 500)
        or is_login_address(case)
        or is_front_page(case)
        or has_fields_in_address(case)
    ):
        return False
    if status is not None and status >= 300:
        return True
    return (
        not is_asking(case) and not is_frame(case) and (status is not None or bool(_said(case)) or case.landed_at is not None)
    )


_OF_A_SERVER = re.compile(
    r"[\W\d]*(?:(?:error|not found|nginx|openresty|apache(?: tomcat)?|caddy|iis|lighttpd|envoy|traefik|haproxy|kong|cannot get \S+|"
    r"404 page not found|page not found|no (?:such )?(?:route|service)(?: found)?|the (?:requested )?(?:url|resource)(?: \S+)? "
    r"(?:was|could) not (?:be )?found(?: on this server)?|at \S+ port \d+|\((?:ubuntu|debian|unix|centos)[^)]*\))[\W\d]*)+",
    re.IGNORECASE,
)


def is_of_a_bare_server(case: Case) -> bool:
    """The page is what a web server or a router says where nothing is mounted: no application has looked at the link."""
    said = _said(case)
    is_short = bool(said) and all(len(text) < _SHORT for text in said)
    return case.symptom.status == 404 and is_short and all(_OF_A_SERVER.fullmatch(text) for text in said)


_SHORT = 300  # characters; such a page says no more
_STOCK = re.compile(
    r"[\W\d]*(?:(?:error|forbidden|nginx|openresty|apache|envoy|access (?:is )?denied|microsoft-azure-application-gateway(?:/v2)?)[\W\d]*)+",
    re.IGNORECASE,
)


def is_stock_refusal(case: Case) -> bool:
    """A 403 as web servers and gateways show it, without a word of a product or of a person."""
    said = _said(case)
    return case.symptom.status == 403 and bool(said) and all(_STOCK.fullmatch(text) for text in said)


_WAY_BACK = re.compile(
    r"[?&](?:redirect_ur[il]|return_?(?:to|url)|continue|next|goto|dst|dest(?:ination)?|user_?url|orig(?:inal)?_?(?:url|uri|host)|target|back_?to|samlrequest|service|wctx|wreply)=|[?&]wa=wsignin",
    re.IGNORECASE,
)


def points_to(case: Case) -> str:
    """Where the answer that failed sends a browser; empty where it does not."""
    return _header(case, "location")


def filter_named(case: Case) -> str:
    """The header by which a filter says that it answered in the provider's place; empty where there is none."""
    return next((name for name in _OF_FILTERS if _header(case, name)), "")


_OF_FILTERS = ("cf-mitigated", "x-datadome", "x-amzn-waf-action", "x-sucuri-block")


def _header(case: Case, name: str) -> str:
    step = LEGS[case.symptom.leg].exchange
    answers = [answer for event in case.run.exchanges if event["step"] == step and (answer := event.get("response"))]
    headers = answers[-1].get("headers") or [] if answers else []
    return next((pair[1] for pair in headers if isinstance(pair, list) and pair[0].lower() == name), "")


def leads_to_login(case: Case) -> bool:
    """The answer sends to a page where somebody signs in first, and is sent back then: a gateway stands before the address."""
    status = case.symptom.status
    if status is None or not 300 <= status < 400:
        return False
    address, _, query = points_to(case).partition("?")
    path = urlsplit(address).path  # a host that is called login may be the provider's own
    return _LOGIN_PATH.search(path) is not None or _WAY_BACK.search(f"?{query}") is not None


def is_own_login(case: Case) -> bool:
    """That page is of the server that was asked: products send every address that they do not know to their own sign-in."""
    host = urlsplit(points_to(case)).netloc
    return leads_to_login(case) and host in (
        "",
        urlsplit(str(case.request(LEGS[case.symptom.leg].exchange).get("url") or "")).netloc,
    )
