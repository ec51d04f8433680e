"""RFC 9449, 4.2, 5 and 7.1: DPoP proofs are signed JWTs, and no ID tokens. The flow here sends none (sides.py)."""

from __future__ import annotations

import pytest
from joserfc.jwk import ECKey

from explorer.protocol.jose import parse_jwt
from explorer.provider.keys import SigningKey
from explorer.rules import verify_signature
from tests.rules.minting import check, client_for, failures
from tests.vectors.sides import joined, provider_accepts

KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
}
JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"  # 6.1
HEADER = joined("""
    eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFV
    ZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19""")
PROOFS = [
    f"{HEADER}."
    + joined("""
    eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYy
    MjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"""),
    f"{HEADER}."
    + joined("""
    eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYy
    MjY1Mjk2fQ.pAqut2IRDm_De6PR93SYmGBPXpwrAk90e8cP2hjiaG5QsGSuKDYW7_X620BxqhvYC8ynrrvZLTk41mSRroapUA"""),
    f"{HEADER}."
    + joined("""
    eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJj
    ZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-E
    y71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"""),
]
IDS = ["token request", "refresh", "protected resource"]


@pytest.mark.parametrize("proof", PROOFS, ids=IDS)
def test_both_sides_verify_the_signature(proof):
    """4.3 (7): each proof holds under the key that it brings, if that key is trusted; in no key set it is nobody's."""
    assert parse_jwt(proof).header["jwk"] == KEY
    assert verify_signature(proof, {"keys": [KEY]}).verdict == "pass"
    assert provider_accepts(proof, KEY)
    assert verify_signature(proof, {"keys": []}).verdict == "fail", "a key that comes with a token proves nothing"


@pytest.mark.parametrize("proof", PROOFS, ids=IDS)
def test_a_proof_is_no_id_token(proof):
    """4.2: typ is dpop+jwt and the key comes along, which an ID token must not (RFC 8725 3.10, 3.11)."""
    found = failures(check(proof, "ES256", client=client_for("ES256"), jwks={"keys": [KEY]}))
    assert {"IDTH-TYP-OTHER", "IDTH-JWK-X5C", "IDTC-ISS-MISSING", "IDTC-NONCE-MISSING"} <= set(found)


def test_the_thumbprint_of_the_key():
    """6.1: the provider would name this key by the printed jkt, as it names its own (RFC 7638)."""
    key = ECKey.import_key(KEY)
    assert SigningKey(key, key.thumbprint()).public() == KEY | {"kid": JKT}
