"""What detect-secrets 1.5.0 finds by its plugins is found here too, and whole."""

from collections.abc import Callable

import pytest

from guard.detect.patterns import PatternGroup
from guard.detect.secret import SECRETS
from guard.types import Finding, Text

GROUP = PatternGroup(SECRETS)
ENOUGH = 0.4
HEX = "3f786850e387550fdab836ed7e6dc881de23001b9af1c4d27e6f05b8c3d2a1e0"
BASE62 = "k3Jf92LmQx7Zt0Vb5Rn8Wc1Yd4Hs6Gp2Ua9Eo3Ti7Kr5Xv1Bq8Nw4Mz6Cj0Pl"
LETTERS = "qwhzkvbnxmtyplrdsgfjcaoe"
WEBHOOK = "https://hooks.slack.com/" + "services/T1A2B3C4D/B5E6F7G8H/" + BASE62[:24]

# The plugin, a line it fires on, and the secret in it.
CASES = [
    ("Artifactory", 'key: "{}"', "AKC" + BASE62[:20]),
    ("Artifactory", "artifactory password: {}", "AP6" + BASE62[:16]),
    ("AWS", "{}", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("AWS", "aws_secret_access_key = '{}'", "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY"),
    ("AWS", 'aws_token: "{}"', BASE62[:40]),
    ("AzureStorageKey", "AccountKey={}", BASE62[:60] + BASE62[:26] + "=="),
    ("BasicAuth", "https://{}@example.com/x", "ann:" + BASE62[:12]),
    ("BasicAuth", "postgres://app:{}@db/x", BASE62[:12]),
    ("Cloudant", "cloudant_password = '{}'", HEX),
    ("Cloudant", "cl_api_key: {}", LETTERS),
    ("Cloudant", "https://acme:{}@acme.cloudant.com", HEX),
    ("DiscordBotToken", "token = '{}'", "MTk4NjIyNDgzNDcxOTI1MjQ4" + "." + "Cl2FMQ" + "." + BASE62[:27]),
    ("GitHubToken", "{}", "ghp_" + BASE62[:36]),
    ("GitLabToken", "{}", "glpat-" + BASE62[:20]),
    ("GitLabToken", "{}", "GR1348941" + BASE62[:20]),
    ("GitLabToken", "{}", "glcbt-64_" + BASE62[:20]),
    ("GitLabToken", "{}", "glimt-" + BASE62[:25]),
    ("GitLabToken", "{}", "glptt-" + HEX[:40]),
    ("GitLabToken", "{}", "glagent-" + BASE62[:50]),
    ("GitLabToken", "{}", "gloas-" + HEX),
    ("Base64HighEntropyString", "secret = '{}'", BASE62[:44]),
    ("HexHighEntropyString", "secret = '{}'", HEX[:40]),
    ("IbmCloudIam", "ibm_cloud_iam_api_key: {}", BASE62[:44]),
    ("IbmCosHmac", "cos_hmac_secret_access_key = {}", HEX[:48]),
    ("Jwt", "{}", "eyJhbGciOiJIUzI1NiJ9" + "." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0" + "." + BASE62[:43]),
    ("Keyword", "password = '{}'", "m{q8vR2x"),
    ("Keyword", "api_key: '{}'", BASE62[:16]),
    ("Keyword", 'db_pass := "{}"', BASE62[:10]),
    ("Keyword", 'if ("{}" == my_password) {', BASE62[:10]),
    ("Keyword", 'private_key "{}";', BASE62[:10]),
    ("Keyword", 'char my_password[25] = "{}";', BASE62[:10]),
    ("Keyword", 'std::string secret("{}");', BASE62[:10]),
    ("Keyword", "'contraseña' => '{}'", BASE62[:10]),
    ("Mailchimp", "{}", HEX[:32] + "-us21"),
    ("Npm", "//registry.a.example/:_authToken={}", "npm_" + BASE62[:36]),
    ("Npm", "//registry.a.example/:_authToken={}", "7f3c1a52-9b0e-4c1d-8f6a-2d5e4b3c1a90"),
    ("OpenAI", "{}", "sk-" + BASE62[:20] + "T3Blbk" + "FJ" + BASE62[20:40]),
    ("PrivateKey", "{}", "-----BEGIN " + "EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----"),
    (
        "PrivateKey",
        "{}",
        "---- BEGIN SSH2 " + "ENCRYPTED PRIVATE KEY ----\nP2/56wAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
    ),
    (
        "PrivateKey",
        "{}",
        "PuTTY-User-Key-File-" + "2: ssh-rsa\nPrivate-Lines: 1\nAAAAB3Nz\nPrivate-MAC: " + HEX[:40],
    ),
    ("PypiToken", "{}", "pypi-" + "AgEIcHlwaS5vcmc" + BASE62 + BASE62),
    ("PypiToken", "{}", "pypi-" + "AgENdGVzdC5weXBpLm9yZw" + BASE62 + BASE62),
    ("SendGrid", "{}", "SG." + BASE62[:22] + "." + BASE62[:43]),
    ("Slack", "{}", "xoxb-" + "123456789012-123456789012-" + BASE62[:24]),
    ("Slack", "{}", WEBHOOK),
    ("Softlayer", "softlayer_api_key: {}", HEX),
    ("Softlayer", "https://api.softlayer.com/soap/v3.1/{}", HEX),
    ("SquareOAuth", "{}", "sq0csp-" + BASE62[:43]),
    ("Stripe", "{}", "sk_live_" + BASE62[:24]),
    ("TelegramBotToken", "{}", "110201543:AAH" + BASE62[:32]),
    ("Twilio", "{}", "AC" + HEX[:32]),
    ("Twilio", "{}", "SK" + HEX[:32]),
]


@pytest.fixture(scope="module")
def spans() -> Callable[[str], list[str]]:
    def run(text: str) -> list[str]:
        results = list(GROUP.detect(0, Text("", text)))
        assert all(isinstance(each, Finding) for each in results), results
        found = [each for each in results if isinstance(each, Finding) and each.score >= ENOUGH]
        return [text[each.span.start : each.span.end] for each in found]

    return run


@pytest.mark.parametrize(("plugin", "line", "secret"), CASES)
def test_found_whole(spans: Callable[[str], list[str]], plugin: str, line: str, secret: str):
    assert secret in spans(line.replace("{}", secret))
