"""Sentences of the flow, as a panel says them: where code would be written a button or a field is named.

The rooms below speak to whoever writes Python, since they know no panel. Whoever clicks has no use for that.
"""

from __future__ import annotations

import re

_QUOTE = r"(?:'|&#x27;)"  # as it stands in a sentence, and as it stands in HTML

# What is said there, and here. Dots in a pattern are those of "(...)".
_WORDS = (
    (r"use receive\(\.\.\., as_is=True\)( with the code alone)?", r"tick “Read it as it is” and paste it\1"),
    (r"receive\(\.\.\., as_is=True\)", "tick “Read it as it is” and paste it"),
    (r"Use again=True", "Press “Send it once more”"),
    (rf"exchange\(despite=\[{_QUOTE}([A-Z-]+){_QUOTE}\]\)", r"tick the box of \1"),
    (r"it can be sent again: exchange\(\) once more", "it can be sent again: press “Send”"),
    (r"refresh\(\) needs a refresh token", "Refreshing needs a refresh token"),
    (r"(\w+)\(\) needs", r"\1 needs"),
    (r"Flow\(issuer=[^()]*\)", "the field “pinned issuer” in step 1"),
    (r"Flow\(trusted_audiences=[^()]*\)", "the field “trusted audiences” in step 1"),
    (r"Flow\(jwks=\.\.\.\)", "the field “keys (JWKS)” in step 1"),
    (r"ProviderMetadata\([^()]*\)", "“I give its endpoints by hand” in step 1"),
    (r"Http\(proxy=[^()]*\)", "the field “proxy” in step 1"),
    (r"Http\(ca_file=[^()]*\)", "the field “CA file” in step 1"),
    (r"Http\(timeout=[^()]*\)", "the field “timeout” in step 1"),
    (rf"Client\(basic_encoding={_QUOTE}(\w+){_QUOTE}\)", r"basic_encoding \1 in step 1"),
    (r"Client\(id_token_signed_response_alg=[^()]*\)", "“ID token alg” in step 1, which a provider of your own has"),
    (r"Set id_token_signed_response_alg to", "In step 1, with a provider of your own, choose as “ID token alg”"),
    (r"set id_token_signed_response_alg to", "in step 1, with a provider of your own, choose as “ID token alg”"),
    (
        rf"set id_token_signed_response_alg={_QUOTE}(\w+){_QUOTE}",
        r"choose \1 as “ID token alg” in step 1, which a provider of your own has",
    ),
    (r"Client\((\w+)=[^()]*\)", r"\1 in step 1"),
    (r"[Cc]all flow\.discover\(\)( again| first)?", r"choose the provider in step 1\1"),
    (r"[Cc]all flow\.authorize\(\)( first)?", r"open the link of step 2\1"),
    (r"[Cc]all flow\.receive\(\.\.\.\)( first)?", r"paste what came back in step 3\1"),
    (r"[Cc]all flow\.exchange\(\)( first)?", r"send the code in step 4\1"),
    (r"[Cc]all flow\.check\(\)( first)?", r"press “Check”\1"),
    (r"with flow\.authorize\(\)", "in step 2"),
    (r"Write it with json\.dumps\(\.\.\.\)", "Write an object in braces, with double quotes, as the hint in the field does"),
    (r"Write it with json\.dumps\(\[\.\.\.\]\)", "Write a list in brackets, with double quotes"),
    (r"check\(\) fetched them again", "they were fetched again"),
)
_RULES = [(re.compile(pattern), words) for pattern, words in _WORDS]
_CODE = re.compile(
    r"\w\([^()<>\n]*\)|again=True|despite=|et id_token_signed_response_alg"
)  # looked for first: most texts have none of it


def in_panel_words(text: str) -> str:
    """Return a sentence, or HTML made of sentences, with buttons and fields in the place of Python."""
    if not _CODE.search(text):
        return text
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    return text
