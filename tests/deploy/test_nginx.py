"""The proxy that ends TLS, run with nginx itself: whose certificate it saw, and nobody's word beside it."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guard.tenancy.schema import ProxyModel, TenantModel

CONF = Path(__file__).parents[2] / "deploy/nginx/guard.conf"
TEXT = CONF.read_text(encoding="utf-8")
SUBJECT = "CN=app,O=Acme"
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/replies;
    fastcgi_temp_path {folder}/x1;
    uwsgi_temp_path {folder}/x2;
    scgi_temp_path {folder}/x3;
    include {folder}/guard.conf;
}}
"""


@dataclass(frozen=True)
class Issued:
    """A certificate and its key, as a file."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    file: Path


def issue(file: Path, names: dict[x509.ObjectIdentifier, str], by: Issued | None = None) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names.items()])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if by is None else by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(alternative, critical=False)
        .sign(key if by is None else by.key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(built.public_bytes(serialization.Encoding.PEM) + private)
    return Issued(built, key, file)


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program, installed where there is none."""
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"], check=True
        )
    return shutil.which("nginx") or "/usr/sbin/nginx"


@dataclass
class Upstream:
    """Stands for Guard: remembers the headers and how much came."""

    headers: list[list[tuple[str, str]]]
    sizes: list[int]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        self.headers.append([(name.decode(), value.decode()) for name, value in scope["headers"]])
        self.sizes.append(size)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


@dataclass(frozen=True)
class Front:
    """nginx as it runs."""

    port: int
    folder: Path
    upstream: Upstream
    ca: Issued

    def ask(self, client: Issued | None, path: str = "/v1/x", body: bytes = b"{}", **headers: str) -> int:
        context = ssl.create_default_context(cafile=str(self.ca.file))
        if client is not None:
            context.load_cert_chain(client.file)
        connection = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=10)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def subjects(self) -> list[str]:
        return [value for name, value in self.upstream.headers[-1] if name == "x-client-subject"]


@pytest.fixture
def front(nginx: str, tmp_path: Path, serve: Callable[..., Any]) -> Iterator[Front]:
    upstream = Upstream([], [])
    address = serve(upstream).url.removeprefix("http://")
    ca = issue(tmp_path / "clients-ca.pem", {NameOID.COMMON_NAME: "ca"})
    server = issue(tmp_path / "server.pem", {NameOID.COMMON_NAME: "localhost"}, by=ca)
    shutil.copy(server.file, tmp_path / "server.key")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    ours = TEXT.replace("/etc/nginx/tls", str(tmp_path)).replace("listen 8443", f"listen 127.0.0.1:{port}")
    (tmp_path / "guard.conf").write_text(ours.replace("127.0.0.1:8080", address), encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path), encoding="utf-8")
    command = [
        nginx,
        "-p",
        str(tmp_path),
        "-c",
        str(tmp_path / "nginx.conf"),
        "-e",
        str(tmp_path / "error.log"),
    ]
    tested = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 10
        with socket.socket() as connection:
            while connection.connect_ex(("127.0.0.1", port)) != 0:
                assert process.poll() is None, (tmp_path / "error.log").read_text()
                assert time.monotonic() < end
                time.sleep(0.05)
        yield Front(port, tmp_path, upstream, ca)
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def app(front: Front) -> Issued:
    names = {NameOID.ORGANIZATION_NAME: "Acme", NameOID.COMMON_NAME: "app"}
    return issue(front.folder / "app.pem", names, by=front.ca)


def test_the_subject_arrives_as_the_tenants_file_writes_it(front: Front, app: Issued) -> None:
    assert front.ask(app) == 200
    assert front.subjects() == [SUBJECT]


def test_what_a_client_says_of_itself_is_replaced(front: Front, app: Issued) -> None:
    assert front.ask(app, x_client_subject="CN=admin,O=Other") == 200
    assert front.subjects() == [SUBJECT]


def test_nobody_comes_in_without_a_certificate(front: Front) -> None:
    assert front.ask(None, x_client_subject=SUBJECT) == 400
    assert front.upstream.headers == []


def test_certificates_of_others_do_not_count(front: Front, tmp_path: Path) -> None:
    other = issue(tmp_path / "other-ca.pem", {NameOID.COMMON_NAME: "ca"})
    names = {NameOID.ORGANIZATION_NAME: "Acme", NameOID.COMMON_NAME: "app"}
    forged = issue(tmp_path / "forged.pem", names, by=other)
    assert front.ask(forged) == 400
    assert front.upstream.headers == []


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_the_platform_stays_inside(front: Front, app: Issued, path: str) -> None:
    assert front.ask(app, path) == 404
    assert front.upstream.headers == []


def test_prompts_go_into_no_file(front: Front, app: Issued) -> None:
    """As much as Guard takes: much more than fits into the buffers."""
    assert front.ask(app, body=b"x" * (4 << 20)) == 200
    assert front.upstream.sizes == [4 << 20]
    left = [path for name in ("bodies", "replies") for path in (front.folder / name).rglob("*")]
    assert not any(path.is_file() for path in left)
    assert "buffered to a temporary file" not in (front.folder / "error.log").read_text()


def test_too_long_a_prompt_is_refused(front: Front, app: Issued) -> None:
    # It does not wait for the rest before it says so.
    with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
        assert front.ask(app, body=b"x" * (9 << 20)) == 413
    assert front.upstream.headers == []


def test_the_example_of_a_tenants_file_is_one() -> None:
    lines = dict(re.findall(r"^#   (proxies|tenants): (.*)$", TEXT, re.MULTILINE))
    (proxy,) = yaml.safe_load(lines["proxies"])
    model = ProxyModel.model_validate(proxy)
    assert f"proxy_set_header    {model.header} $ssl_client_s_dn;" in TEXT
    (tenant,) = yaml.safe_load(lines["tenants"]).values()
    assert TenantModel.model_validate(tenant).subjects == (SUBJECT,)
