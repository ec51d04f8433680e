"""What the words of the protocol mean, why they are there, and what usually goes wrong with them.

The facts are TOML files beside this page, readable without Python, each entry with its specification section. A file is
parsed when it is first asked for, and never again; importing this package parses nothing.

    parameter("state").meaning                   a parameter of the authorize request
    parameter("code", "token_request").mistake   the same for another message
    claim("at_hash").kind                        a claim of a token; claim("alg", "header") is a header field
    error_code("invalid_grant").causes           what lies behind an error, most likely first
    phrases()["code-old"]                        how providers name a cause, whoever they are
    relations()["means"]["code"]["expired"]      what is meant where that is said of a code
    member("jwks_uri").meaning                   a member of the discovery document or of a key
    scope("email").claims                        what a scope asks for
    careless("IDTC-AUD-MISMATCH").outcome        what comes of leaving a check out
    provider_facts("oracle").issuer.text         where one provider departs from the rest
    consoles()[0].places["redirect_uri"]         where in a provider's console a thing stands
    spelling("reidrect_uri", known)              the name that was probably meant
    cited("RFC 6749 4.1.2")                      where the cited sections of specifications can be read
"""

from .entries import Careless, Claim, Console, ErrorCode, Fact, Member, Parameter, ProviderFacts, Scope
from .nearest import spelling
from .sections import cited
from .tables import (
    careless,
    claim,
    consoles,
    error_code,
    error_codes,
    is_parameter,
    member,
    parameter,
    parameters,
    phrase_examples,
    phrases,
    provider_facts,
    providers,
    relations,
    says_nothing,
    scope,
    sentences_of_codes,
    subjects,
    vague_phrases,
)

__all__ = [
    "Careless",
    "Claim",
    "Console",
    "ErrorCode",
    "Fact",
    "Member",
    "Parameter",
    "ProviderFacts",
    "Scope",
    "careless",
    "cited",
    "claim",
    "consoles",
    "error_code",
    "error_codes",
    "is_parameter",
    "member",
    "parameter",
    "parameters",
    "phrase_examples",
    "phrases",
    "provider_facts",
    "providers",
    "relations",
    "says_nothing",
    "scope",
    "sentences_of_codes",
    "spelling",
    "subjects",
    "vague_phrases",
]
