"""What the cells of the lessons come to, by notebook and cell: a learner is asked to foresee it, so no cell asserts it in the open.

tests/kept_outputs.py lets each line be asserted behind its cell, when the notebook is run as a test.
"""

from __future__ import annotations

_ON_THE_WAY = "{name for name, _ in (*request.params, *response.params)}"

COME_TO: dict[str, dict[str, tuple[str, ...]]] = {
    "00-start-here": {
        "c05": ("panel.run.report.ok",),
        "c17": ("response.state == request.state",),
        "c28": (
            "flow.run.claims['aud'] == client.client_id",
            f"{{'client_id', 'code', 'state'}} <= {_ON_THE_WAY}",
            f"not {_ON_THE_WAY} & {{'client_secret', 'code_verifier', 'id_token', 'access_token'}}",
        ),
        "c30": ("resumed.authorization_request.url == waiting.authorization_request.url",),
    },
    "01-confidential-client": {
        "c43": ("panel.flow.tokens.id_token",),
        "c21": ("by_hand == flow.token_request().basic_encodings['raw'].reveal().removeprefix('Basic ')",),
        "c25": ("diagnose(other.run).first.verdict == 'proven'",),
        "c19": ("tenant.run.report.ok",),
    },
    "02-public-client": {
        "c42": ("panel.flow.client.is_public",),
        "c08": ("flow.tokens.id_token",),
        "c14": ("victim.run.last('overruled')['rules'] == ['AUTHR-STATE-MISMATCH']",),
        "c18": ("bare.redirect_report['AUTHR-STATE-MISMATCH'].verdict == 'skip'",),
        "c30": ("typo.run.refusal['error'] == 'invalid_grant'", "'misspelt' in diagnose(typo.run).first.evidence"),
    },
    "03-reading-a-token": {
        "c19": ("(said['iss'], said['aud'], said['nonce']) == (provider.issuer, 'reader', flow.authorization_request.nonce)",),
        "c23": ("said['exp'] - said['iat'] == 3600",),
        "c26": ("panel.run.claims == parse_jwt(tokens.id_token).claims == said",),
    },
    "04-believing-a-token": {
        "c04": ("honest.check().ok",),
        "c08": ("len(parse_jwt(unsigned.tokens.id_token).signature) == 0",),
        "c12": ("confused.check().failed('IDTH-ALG-CONFUSION')",),
        "c16": ("foreign.check().failed('IDTC-ISS-MISMATCH')", "foreign.check().failed('AUTHR-ISS-VS-ID-TOKEN')"),
        "c18": ("careless(borrowed.tokens.id_token)['sub'] == honest.run.claims['sub']",),
        "c22": ("library(earlier.tokens.id_token, provider.jwks, **we)['sub'] == honest.run.claims['sub']",),
        "c24": ("stale.run.claims['iat'] - stale.run.claims['auth_time'] == 3600",),
        "c26": ("library(swapped.tokens.id_token, provider.jwks, **we)",),
        "c31": ("panel.run.report.failed('IDTH-SIGNATURE-INVALID')",),
    },
    "05-redirect-guards": {
        "c14": ("(early.stopped_by, late.stopped_by) == ('invalid_grant', 'IDTC-NONCE-MISMATCH')",),
    },
    "08-own-tenant": {
        "c13": ("flow.run.report.ok",),
        "c18": ("flow.run.claims['iss'] == ISSUER",),
        "c26c": ("first.id == 'redirect-uri-differs'",),
    },
    "09-gallery-of-faults": {
        "c08": ("failures(leak) == ['JWKS-PRIVATE']", "leak.check()['IDTH-SIGNATURE-INVALID'].verdict == 'pass'"),
        "c10": ("silent.run.metadata['authorization_response_iss_parameter_supported'] is True",),
        "c12": ("failures(strange) == failures(changed) == ['IDTH-SIGNATURE-INVALID']",),
        "c16": ("visits.unanswered == ('cut-off', 'oversized')",),
        "c19": ("visits.seen_by_one()['private-key-published'][0] == '`JWKS-PRIVATE`'",),
    },
    "11-asking-a-provider": {
        "c19": ("'pkce-wrong-verifier' in {row.id for row in changes.changed}",),
    },
    "12-somebody-elses-login": {
        "c20": ("found.missing",),
        "c22": (
            "'made-up-password-77' not in content",
            "content.index('redirect_uri') < content.index('What was said')",
            "\"default-src 'none'\" in content",
        ),
        "c28": ("again.events == fails.events",),
    },
}
