"""The format of the tenants file."""

import pytest
from pydantic import ValidationError

from guard.tenancy.schema import KeyModel, TenantsModel, day

KEY = "ab" * 32
ACME = {"policy": "acme.yaml", "keys": [KEY]}


def test_a_key_is_a_digest_or_more() -> None:
    model = TenantsModel.model_validate(
        {"tenants": {"acme": {**ACME, "keys": [KEY, {"digest": KEY, "app": "a"}]}}}
    )
    assert model.tenants["acme"].keys == (KeyModel(digest=KEY), KeyModel(digest=KEY, app="a"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"tenants": {}},
        {"tenants": {"": ACME}},
        {"tenants": {"../acme": ACME}},
        {"tenants": {"acme": {"keys": [KEY]}}},
        {"tenants": {"acme": {**ACME, "keys": ["sk-plain"]}}},
        {"tenants": {"acme": {**ACME, "key": KEY}}},
        {"tenants": {"acme": {**ACME, "limits": {"concurrent": 0}}}},
        {"tenants": {"acme": {**ACME, "upstream": {"url": "ftp://x"}}}},
        {"tenants": {"acme": {**ACME, "upstream": {"url": "https://user@x"}}}},
        {"tenants": {"acme": {**ACME, "store": "mysql://x"}}},
        {"tenants": {"acme": ACME}, "proxies": [{"header": "X-Up", "from": ["127.0.0.1"]}]},
        {"tenants": {"acme": ACME}, "proxies": [{"header": "x", "from": ["here"]}]},
        {"tenants": {"acme": ACME}, "issuers": [{"issuer": "x", "audience": "y", "algorithms": ["HS256"]}]},
        {"tenants": {"acme": ACME}, "issuers": [{"issuer": "x", "audience": "y", "algorithms": ["none"]}]},
    ],
)
def test_anything_else_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TenantsModel.model_validate(data)


def test_days() -> None:
    assert day("2027-01-31").isoformat() == "2027-01-31"
    with pytest.raises(ValueError, match="day"):
        day("2027-02-30")
