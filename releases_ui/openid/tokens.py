"""What a provider's answers are checked for before a word of them is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

#: Public keys only: whoever knows the client's secret, or a public key, must not be able to sign.
_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
_CLOCKS_DIFFER_S = 60
#: What allauth keeps of a subject.
_MAX_SUBJECT = 191


class UntrustedAnswerError(OAuth2Error):  # type: ignore[misc]  # allauth has no types
    """The provider's answer does not check out; the text says why and quotes no secret, so that it can be logged."""


def verified_claims(id_token: object, keys: Mapping[str, Any], *, issuer: str, client_id: str) -> dict[str, Any]:
    """Return the claims of an id_token whose signature, issuer, audience and times are right.

    allauth reads it without looking at the signature, as it came by TLS from the provider itself.

    Args:
        id_token: as the token endpoint gave it.
        keys: the provider's published key set.
        issuer: who must have issued it.
        client_id: for whom it must have been issued.

    Raises:
        UntrustedAnswerError: something of it is not right.
    """
    if not isinstance(id_token, str):
        raise UntrustedAnswerError("The token endpoint gave no id_token.")
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            _key_of(id_token, keys),
            algorithms=_ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=_CLOCKS_DIFFER_S,
            options={"require": ["iss", "aud", "sub", "iat", "exp"], "enforce_minimum_key_length": True},
        )
    except jwt.PyJWTError as error:
        raise UntrustedAnswerError(f"id_token: {error}") from error
    if claims.get("azp", client_id) != client_id:
        raise UntrustedAnswerError("id_token: issued to another client.")
    if not 0 < len(claims["sub"]) <= _MAX_SUBJECT:
        raise UntrustedAnswerError(f"id_token: the subject is empty or longer than {_MAX_SUBJECT} characters.")
    return claims


def _key_of(id_token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """Return the published key that the token names; a token may name none where there is but one."""
    name = jwt.get_unverified_header(id_token).get("kid")
    found = [key for key in jwt.PyJWKSet.from_dict(dict(keys)) if key.public_key_use in {None, "sig"}]
    fitting = [key for key in found if name is None or key.key_id == name]
    if len(fitting) != 1:
        raise UntrustedAnswerError("id_token: the provider publishes no such key.")
    return fitting[0]
