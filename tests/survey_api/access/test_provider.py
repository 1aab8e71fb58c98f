"""What an identity provider says is believed only if everything about it fits."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from survey_api import BadInput, ProviderUnavailable
from survey_api.access.provider import IdentityProvider, ProviderSettings, check_address

ISSUER = "https://login.example.org"
CLIENT = "family-survey"
BACK = "https://survey.example.org/sign-in/organisation/back"


def new_key(kid: str = "one") -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig", "alg": "RS256"})


KEY, OTHER_KEY = new_key(), new_key("two")


@dataclass
class FakeProvider:
    """Answers as a provider does; a test bends one thing."""

    key: RSAKey = field(default_factory=lambda: KEY)
    known: RSAKey = field(default_factory=lambda: KEY)
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    token_status: int = 200
    down: bool = False
    challenge: str = ""
    nonce: str = ""
    redeemed: list[str] = field(default_factory=list)
    asked_keys: int = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("nobody is there", request=request)
        if request.url.path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json=self.says())
        if request.url.path == "/keys":
            self.asked_keys += 1
            return httpx2.Response(200, json={"keys": [self.known.as_dict(private=False)]})
        assert request.url.path == "/token"
        form = {name: value[0] for name, value in parse_qs(request.content.decode()).items()}
        return self.token(form)

    def says(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        } | self.metadata

    def token(self, form: dict[str, Any]) -> httpx2.Response:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        fits = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        if not fits or form["redirect_uri"] != BACK or form["code"] in self.redeemed:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        self.redeemed.append(form["code"])
        if self.token_status != 200:
            return httpx2.Response(self.token_status, text="broken")
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": "u-17",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
        } | self.claims
        claims = {name: value for name, value in claims.items() if name not in self.without}
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        written = jwt.encode(header, claims, self.key)
        reply = {"access_token": "a", "token_type": "Bearer", "id_token": written}
        return httpx2.Response(200, json=reply)

    def asked(self, address: str) -> dict[str, str]:
        """What the browser brings along; the provider remembers it."""
        query = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        self.challenge, self.nonce = query["code_challenge"], query["nonce"]
        return query


def ask(fake: FakeProvider) -> IdentityProvider:
    settings = ProviderSettings(
        issuer=ISSUER, client_id=CLIENT, client_secret="hush", name="the council"
    )
    return IdentityProvider(settings, BACK, transport=httpx2.MockTransport(fake))


async def go(fake: FakeProvider, provider: IdentityProvider | None = None):
    provider = provider or ask(fake)
    address, handover = await provider.begin("/releases")
    query = fake.asked(address)
    return await provider.finish(handover, {"code": query["state"][:8], "state": query["state"]})


@pytest.mark.asvs("10.5.2")
async def test_who_the_provider_vouches_for_is_who_came():
    vouched = await go(FakeProvider())
    assert (vouched.identity.issuer, vouched.identity.subject) == (ISSUER, "u-17")
    assert not vouched.several_factors


@pytest.mark.asvs("10.2.1")
async def test_the_browser_is_sent_with_all_that_the_flow_asks_for():
    fake = FakeProvider()
    address, handover = await ask(fake).begin("/releases")
    query = fake.asked(address)
    assert address.startswith(f"{ISSUER}/authorize?")
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert query["client_id"] == CLIENT
    assert query["redirect_uri"] == BACK
    assert query["scope"] == "openid"
    assert (query["state"], query["nonce"]) == (handover.state, handover.nonce)
    assert handover.verifier not in address
    again = (await ask(fake).begin(""))[1]
    assert {again.state, again.nonce, again.verifier}.isdisjoint(
        {handover.state, handover.nonce, handover.verifier}
    )


@pytest.mark.parametrize("methods", [["mfa"], ["pwd", "otp", "mfa"]])
async def test_several_factors_are_believed_if_the_provider_saw_them(methods):
    assert (await go(FakeProvider(claims={"amr": methods}))).several_factors


@pytest.mark.parametrize("methods", [["pwd"], [], None])
async def test_one_factor_is_one(methods):
    assert not (await go(FakeProvider(claims={"amr": methods}))).several_factors


BENT = {
    "another issuer": FakeProvider(claims={"iss": "https://evil.example"}),
    "for another client": FakeProvider(claims={"aud": "another"}),
    "for several, and not bound to us": FakeProvider(claims={"aud": [CLIENT, "another"]}),
    "for several, bound to another": FakeProvider(
        claims={"aud": [CLIENT, "another"], "azp": "another"}
    ),
    "of yesterday": FakeProvider(claims={"exp": int(time.time()) - 86_400}),
    "of tomorrow": FakeProvider(claims={"iat": int(time.time()) + 86_400}),
    "not valid yet": FakeProvider(claims={"nbf": int(time.time()) + 86_400}),
    "another nonce": FakeProvider(claims={"nonce": "another"}),
    "no nonce": FakeProvider(without=("nonce",)),
    "no subject": FakeProvider(without=("sub",)),
    "an empty subject": FakeProvider(claims={"sub": ""}),
    "a subject that is none": FakeProvider(claims={"sub": ["u-17"]}),
    "a subject too long": FakeProvider(claims={"sub": "u" * 256}),
    "no end": FakeProvider(without=("exp",)),
    "no audience": FakeProvider(without=("aud",)),
    "methods that are none": FakeProvider(claims={"amr": "mfa"}),
    "another access token": FakeProvider(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "signed by somebody else": FakeProvider(key=new_key(), known=KEY),
    "signed by a key nobody knows": FakeProvider(key=OTHER_KEY, known=KEY),
    "signed in a way that the provider does not use": FakeProvider(
        metadata={"id_token_signing_alg_values_supported": ["ES256"]}
    ),
}


@pytest.mark.asvs("10.5.1", "10.5.3", "10.5.4")
@pytest.mark.parametrize("name", BENT)
async def test_what_does_not_fit_is_not_believed(name):
    with pytest.raises(BadInput, match=r"cannot be believed|does not say who"):
        await go(BENT[name])


@pytest.mark.parametrize("way", ["none", "our own secret", "its public key as a secret"])
async def test_a_token_that_nobody_signed_is_not_believed(way, monkeypatch):
    fake = FakeProvider(
        metadata={"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    )

    def forged(form: dict[str, Any]) -> httpx2.Response:
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": "u-1", "aud": CLIENT, "iat": now, "exp": now + 300}
        claims["nonce"] = fake.nonce
        if way == "none":
            parts = [{"alg": "none"}, claims]
            coded = [base64.urlsafe_b64encode(json.dumps(one).encode()) for one in parts]
            written = ".".join(one.decode().rstrip("=") for one in coded) + "."
        else:
            secret = b"hush" * 8 if way == "our own secret" else KEY.as_pem(private=False)
            made = {"alg": "HS256", "kid": "one"}
            # The library that signs refuses a PEM as a secret: encode it as plain bytes.
            key = OctKey.import_key(base64.b64encode(secret))
            written = jwt.encode(made, claims, key)
        return httpx2.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": written}
        )

    monkeypatch.setattr(fake, "token", forged)
    with pytest.raises(BadInput, match="cannot be believed"):
        await go(fake)


async def test_no_id_token_is_not_believed(monkeypatch):
    fake = FakeProvider()
    reply = {"access_token": "a", "token_type": "Bearer"}
    monkeypatch.setattr(fake, "token", lambda form: httpx2.Response(200, json=reply))
    with pytest.raises(BadInput, match="cannot be believed"):
        await go(fake)


async def test_a_new_key_of_the_provider_is_asked_for_once():
    fake = FakeProvider()
    provider = ask(fake)
    await go(fake, provider)
    await go(fake, provider)
    assert fake.asked_keys == 1
    fake.key = fake.known = OTHER_KEY
    assert (await go(fake, provider)).identity.subject == "u-17"
    assert fake.asked_keys == 2


@pytest.mark.asvs("10.2.2")
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"code": "c", "state": "another"}, "another try"),
        ({"code": "c"}, "another try"),
        ({"code": "c", "iss": "https://evil.example"}, "somebody else"),
        ({"error": "access_denied"}, "not signed in by"),
        ({}, "not signed in by"),
    ],
)
async def test_an_answer_to_something_else_is_refused_before_anything_is_asked(reply, said):
    fake = FakeProvider()
    provider = ask(fake)
    _, handover = await provider.begin("")
    state = {} if "another" in said else {"state": handover.state}
    with pytest.raises(BadInput, match=said):
        await provider.finish(handover, state | reply)
    assert not fake.redeemed


@pytest.mark.asvs("10.1.2")
async def test_a_code_works_once_and_for_the_browser_that_asked():
    fake = FakeProvider()
    provider = ask(fake)
    address, handover = await provider.begin("")
    reply = {"code": "c", "state": fake.asked(address)["state"]}
    await provider.finish(handover, reply)
    with pytest.raises(BadInput, match="not known to"):
        await provider.finish(handover, reply)
    stolen = msgspec.structs.replace(handover, verifier="w" * 64)
    with pytest.raises(BadInput, match="not known to"):
        await provider.finish(stolen, reply | {"code": "d"})


@pytest.mark.parametrize(
    "fake",
    [
        FakeProvider(down=True),
        FakeProvider(metadata={"issuer": "https://evil.example"}),
        FakeProvider(metadata={"token_endpoint": 7}),
        FakeProvider(token_status=502),
    ],
)
async def test_a_provider_that_is_away_or_broken_is_told_apart(fake):
    with pytest.raises(ProviderUnavailable):
        await go(fake)


async def test_a_provider_may_not_send_secrets_over_plain_http():
    fake = FakeProvider(metadata={"token_endpoint": "http://login.example.org/token"})
    with pytest.raises(ProviderUnavailable, match="https"):
        await go(fake)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9400", "http://localhost:1", ISSUER])
def test_addresses_that_secrets_may_go_to(address):
    assert check_address(address) == address


@pytest.mark.parametrize(
    "address", ["http://login.example.org", "ftp://x", "javascript:alert(1)", "", "http://10.0.0.1"]
)
def test_addresses_that_no_secret_goes_to(address):
    with pytest.raises(BadInput):
        check_address(address)
