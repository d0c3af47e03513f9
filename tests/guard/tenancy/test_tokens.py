"""Signed tokens: what counts, what does not, and what happens while the identity provider is away."""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from guard.errors import ConfigError
from guard.tenancy.tokens import LARGEST, SELDOM_S, Issuer, Tokens, fetched, looks_signed, read_keys

NAME, AUDIENCE, URL = "https://login.example.org", "guard", "https://login.example.org/keys"
ISSUER = Issuer(NAME, AUDIENCE, "tenant", ("RS256",), url=URL)


@pytest.fixture(scope="module")
def pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def other() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def published(**keys: rsa.RSAPrivateKey) -> bytes:
    every = [
        {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
        for kid, key in keys.items()
    ]
    return json.dumps({"keys": every}).encode()


def token(key: Any, kid: str = "k1", algorithm: str = "RS256", **more: Any) -> str:
    said = {"iss": NAME, "aud": AUDIENCE, "exp": time.time() + 600, "tenant": "acme-corp", **more}
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.PyJWS().encode(json.dumps(said).encode(), key, algorithm=algorithm, headers={"kid": kid})


class Published:
    """An identity provider whose keys a test chooses."""

    def __init__(self, raw: bytes | None) -> None:
        self.raw = raw
        self.asked: list[str] = []
        self.now = 1000.0

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if self.raw is None:
            raise OSError
        return self.raw

    def ticks(self) -> float:
        return self.now


def tokens(provider: Published, cache: Path | None = None, *issuers: Issuer) -> Tokens:
    return Tokens(issuers or (ISSUER,), cache, provider, provider.ticks)


def test_a_token_names_its_tenant(pair: rsa.RSAPrivateKey) -> None:
    provider = Published(published(k1=pair))
    checked = tokens(provider)
    assert checked.claimed(token(pair)) == (NAME, "acme-corp")
    assert checked.claimed(token(pair, aud=["other", AUDIENCE])) == (NAME, "acme-corp")
    assert checked.claimed(token(pair, exp=time.time() - 5)) == (NAME, "acme-corp")  # clocks differ
    assert provider.asked == [URL]


def changed(of: str) -> str:
    head, body, sig = of.split(".")
    return f"{head}.{body[:-4]}AAAA.{sig}"


@pytest.mark.parametrize(
    "make",
    [
        lambda key, _other: token(key, exp=time.time() - 120),
        lambda key, _other: token(key, exp=None),
        lambda key, _other: token(key, nbf=time.time() + 120),
        lambda key, _other: token(key, aud="somebody else"),
        lambda key, _other: token(key, aud=None),
        lambda key, _other: token(key, iss="https://login.example.com"),
        lambda key, _other: token(key, iss=None),
        lambda key, _other: token(key, iss=["a", "list"]),
        lambda key, _other: token(key, tenant=None),
        lambda key, _other: token(key, tenant=""),
        lambda key, _other: token(key, tenant=["acme-corp"]),
        lambda key, _other: token(key, kid="unknown"),
        lambda key, _other: token(key, algorithm="RS512"),
        lambda _key, other: token(other),
        lambda key, _other: changed(token(key)),
        lambda key, _other: token(key).rpartition(".")[0] + ".",
        lambda key, _other: token(key)[:-3],
        lambda key, _other: token("s" * 32, algorithm="HS256"),
        lambda key, _other: jwt.encode({"iss": NAME, "aud": AUDIENCE, "tenant": "t"}, None, algorithm="none"),
        lambda _key, _other: "eyJ.eyJ.x",
        lambda _key, _other: "",
        lambda _key, _other: "eyJhbGciOiJSUzI1NiJ9.\udcff.x",
    ],
)
def test_what_is_not_as_it_should_be_names_nobody(
    pair: rsa.RSAPrivateKey, other: rsa.RSAPrivateKey, make: Callable[[Any, Any], str]
) -> None:
    assert tokens(Published(published(k1=pair))).claimed(make(pair, other)) is None


def test_the_public_key_is_no_shared_secret(pair: rsa.RSAPrivateKey) -> None:
    """A token signed by HMAC with the published key as its secret counts nowhere."""
    public = pair.public_key().public_bytes(*_pem()).decode()
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": "k1", "typ": "JWT"}).encode())
    said = {"iss": NAME, "aud": AUDIENCE, "exp": int(time.time()) + 600, "tenant": "acme-corp"}
    body = jwt.utils.base64url_encode(json.dumps(said).encode())
    import hashlib
    import hmac

    mac = hmac.digest(public.encode(), head + b"." + body, hashlib.sha256)
    forged = b".".join((head, body, jwt.utils.base64url_encode(mac))).decode()
    issuer = Issuer(NAME, AUDIENCE, "tenant", ("RS256", "ES256"), url=URL)
    assert tokens(Published(published(k1=pair)), None, issuer).claimed(forged) is None


def _pem() -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.PEM, PublicFormat.SubjectPublicKeyInfo


def test_elliptic_keys_count_where_they_are_named() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "k1"}
    raw = json.dumps({"keys": [jwk]}).encode()
    named = Issuer(NAME, AUDIENCE, "tenant", ("ES256",), url=URL)
    assert tokens(Published(raw), None, named).claimed(token(key, algorithm="ES256")) == (NAME, "acme-corp")
    assert tokens(Published(raw)).claimed(token(key, algorithm="ES256")) is None


def test_a_new_key_counts_when_a_token_first_names_it(
    pair: rsa.RSAPrivateKey, other: rsa.RSAPrivateKey
) -> None:
    provider = Published(published(k1=pair))
    checked = tokens(provider)
    assert checked.claimed(token(pair))
    provider.raw = published(k1=pair, k2=other)
    provider.now += SELDOM_S + 1
    assert checked.due(token(other, "k2"))
    assert checked.claimed(token(other, "k2")) == (NAME, "acme-corp")
    assert not checked.due(token(other, "k2"))


def test_made_up_keys_do_not_send_us_there_each_time(pair: rsa.RSAPrivateKey) -> None:
    provider = Published(published(k1=pair))
    checked = tokens(provider)
    assert not any(checked.claimed(token(pair, f"made-up-{at}")) for at in range(50))
    assert len(provider.asked) == 1
    assert not checked.due(token(pair, "made-up-51"))


def test_a_key_that_was_taken_back_counts_for_an_hour_at_most(
    pair: rsa.RSAPrivateKey, other: rsa.RSAPrivateKey
) -> None:
    provider = Published(published(k1=pair))
    checked = tokens(provider)
    assert checked.claimed(token(pair))
    provider.raw = published(k2=other)
    assert checked.claimed(token(pair))
    provider.now += 3601
    assert checked.claimed(token(pair)) is None


def test_while_the_provider_is_away_what_is_known_goes_on_to_count(
    pair: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    provider = Published(published(k1=pair))
    assert tokens(provider, tmp_path).claimed(token(pair))
    provider.raw = None
    started_offline = tokens(provider, tmp_path)
    assert started_offline.claimed(token(pair)) == (NAME, "acme-corp")
    assert tokens(provider, None).claimed(token(pair)) is None  # and without a copy nobody is known
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(b"{}")
    assert tokens(provider, tmp_path).claimed(token(pair)) is None


def test_a_file_of_keys_needs_no_network(pair: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(published(k1=pair))
    provider = Published(None)
    checked = tokens(provider, None, Issuer(NAME, AUDIENCE, "tenant", ("RS256",), file=path))
    assert checked.claimed(token(pair)) == (NAME, "acme-corp")
    assert checked.claimed(token(pair, "k2")) is None
    assert provider.asked == []
    assert not checked.due(token(pair, "k2"))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "oct", "k": "AAAA"', b"\xff"]
)
def test_a_file_that_holds_none_is_told(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=r"keys\.json: expected a JSON Web Key Set"):
        Tokens((Issuer(NAME, AUDIENCE, "tenant", ("RS256",), file=path),))
    with pytest.raises(ValueError, match="Key Set"):
        read_keys(raw)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Tokens((Issuer(NAME, AUDIENCE, "tenant", ("RS256",), file=tmp_path / "none"),))


def test_what_looks_like_a_token() -> None:
    assert looks_signed("eyJh.eyJp.c2ln")
    assert not any(map(looks_signed, ("guard-abc", "sk-a.b.c", "eyJh.eyJp", "")))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("location", "/keys")
        self.end_headers()
        self.wfile.write(b"x" * (LARGEST + 1) if self.path == "/long" else b"keys")

    def log_message(self, *args: Any) -> None:
        pass


def test_keys_are_fetched_from_the_one_address_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        assert fetched(f"{url}/keys") == b"keys"
        for path in ("/moved", "/long"):
            with pytest.raises(OSError, match=r"not to be had|longer"):
                fetched(f"{url}{path}")
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(OSError, match="not to be had"):
        fetched(f"{url}/keys")
