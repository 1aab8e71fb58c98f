"""OpenID Connect: an organisation's identity provider says who somebody is.

The authorisation code flow with PKCE (OpenID Connect Core 1.0, RFC 7636), as authlib speaks it.
What the provider says is believed only if its signature, issuer, audience, age and nonce fit.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from survey_api.access.proofs import Identity
from survey_api.access.vouched import Handover, Vouched
from survey_api.errors import BadInput, ProviderUnavailable
from survey_api.record import Record

_PATIENCE = 10  # seconds for an answer of the provider
_DRIFT = 120  # seconds that its clock may be ahead or behind
# Signatures by a key that the provider alone has. Never "none", nor one made with our own secret.
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_SEVERAL_FACTORS = "mfa"  # RFC 8176
_LONGEST = 255  # characters of a subject: OpenID Connect Core, section 2


class ProviderSettings(Record, kw_only=True):
    """An organisation's provider, and what we are called there. `name`: as people know it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


class _Metadata(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)


class IdentityProvider:
    """A Provider that speaks OpenID Connect. `back`: our address that it sends browsers back to.

    What it says of itself and its keys is asked for once; its keys again when it signs with a new
    one. Every method raises ProviderUnavailable.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        back: str,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = settings.name
        self._settings, self._back, self._transport = settings, back, transport
        self._metadata: _Metadata | None = None
        self._keys: KeySet | None = None

    async def begin(self, onward: str) -> tuple[str, Handover]:
        """Get the address to send a browser to, and what it keeps meanwhile."""
        handover = Handover(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            onward=onward,
        )
        async with self._client() as client:
            metadata = await self._discover(client)
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=handover.state,
                nonce=handover.nonce,
                code_verifier=handover.verifier,
            )
        return address, handover

    async def finish(self, handover: Handover, reply: Mapping[str, str]) -> Vouched:
        """Get who came back. `reply`: the query of the address that the browser came back to.

        Raises BadInput if it is no answer to what was asked, or cannot be believed.
        """
        if "code" not in reply:
            raise BadInput(f"You were not signed in by {self.name}. Start again.")
        if not hmac.compare_digest(reply.get("state", "").encode(), handover.state.encode()):
            raise BadInput("That answer belongs to another try to sign in. Start again.")
        if reply.get("iss", self._settings.issuer) != self._settings.issuer:  # RFC 9207
            raise BadInput("That answer is from somebody else. Start again.")
        async with self._client() as client:
            metadata = await self._discover(client)
            token = await self._redeem(client, metadata, reply["code"], handover)
            claims = await self._believe(client, metadata, token, handover.nonce)
        return _vouched(claims)

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._settings.client_id,
            client_secret=self._settings.client_secret or None,
            token_endpoint_auth_method=None if self._settings.client_secret else "none",
            scope="openid",
            redirect_uri=self._back,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=_PATIENCE,
            trust_env=False,
        )

    async def _discover(self, client: AsyncOAuth2Client) -> _Metadata:
        if self._metadata is None:
            issuer = self._settings.issuer
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            found = await self._ask(client, address, _Metadata)
            try:
                for place in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                    check_address(place)
            except BadInput as error:  # of the provider's, not of whoever signs in
                raise ProviderUnavailable(str(error)) from error
            if found.issuer != issuer:
                raise ProviderUnavailable(
                    f"The provider calls itself {found.issuer}, not {issuer}."
                )
            self._metadata = found
        return self._metadata

    async def _redeem(
        self, client: AsyncOAuth2Client, metadata: _Metadata, code: str, handover: Handover
    ) -> dict[str, Any]:
        """The tokens that the code stands for."""
        try:
            token: dict[str, Any] = await client.fetch_token(
                metadata.token_endpoint, code=code, code_verifier=handover.verifier
            )
        except AuthlibBaseError as error:
            raise BadInput(
                f"This try to sign in is not known to {self.name}. Start again."
            ) from error
        except (httpx2.HTTPError, ValueError) as error:
            raise self._silent(error) from error
        return token

    async def _believe(
        self,
        client: AsyncOAuth2Client,
        metadata: _Metadata,
        token: Mapping[str, Any],
        nonce: str,
    ) -> CodeIDToken:
        """What the ID token says, once everything about it fits."""
        try:
            read = await self._read(client, metadata, token["id_token"])
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self._settings.issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=_DRIFT)
        except (JoseError, AuthlibBaseError, KeyError, ValueError, TypeError) as error:
            raise BadInput(
                f"What {self.name} says of you cannot be believed. Start again."
            ) from error
        return claims

    async def _read(self, client: AsyncOAuth2Client, metadata: _Metadata, text: str) -> jwt.Token:
        """The ID token, if the provider signed it."""
        known = metadata.id_token_signing_alg_values_supported
        registry = JWSRegistry(
            algorithms=[one for one in _SIGNATURES if one in known], strict_check_header=False
        )
        try:
            return jwt.decode(text, await self._key_set(client, metadata), registry=registry)
        except InvalidKeyIdError:  # signed with a key that is new
            self._keys = None
            return jwt.decode(text, await self._key_set(client, metadata), registry=registry)

    async def _key_set(self, client: AsyncOAuth2Client, metadata: _Metadata) -> KeySet:
        if self._keys is None:
            found = await self._ask(client, metadata.jwks_uri, dict[str, Any])
            self._keys = KeySet.import_key_set(found)
        return self._keys

    async def _ask(self, client: AsyncOAuth2Client, address: str, kind: type[Any]) -> Any:
        try:
            reply = await client.request("GET", address, withhold_token=True)
            reply.raise_for_status()
            return msgspec.json.decode(reply.content, type=kind)
        except (httpx2.HTTPError, httpx2.InvalidURL, msgspec.MsgspecError) as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> ProviderUnavailable:
        return ProviderUnavailable(
            f"{self.name} does not answer as a provider does ({type(error).__name__})."
        )


def check_address(address: str) -> str:
    """Get the address if it is https, or of this very machine. Raises BadInput."""
    parts = urlsplit(address)
    if not (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))):
        raise BadInput(f"{address} is not an address that begins with https://.")
    return address


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _vouched(claims: Mapping[str, Any]) -> Vouched:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        raise BadInput("The provider does not say who you are. Start again.")
    methods = claims.get("amr") or ()
    return Vouched(
        identity=Identity(issuer=claims["iss"], subject=subject),
        several_factors=isinstance(methods, list) and _SEVERAL_FACTORS in methods,
    )
