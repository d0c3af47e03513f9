"""The tenants file: what may stand in it and what each key means. See README, Tenants."""

from datetime import date
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from guard.decide.schema import Model
from guard.tenancy.tokens import ALGORITHMS

TENANT = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_DIGEST = "^[0-9a-f]{64}$"
_APP = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_HEADER = r"^[a-z0-9-]{1,64}$"
_URL = r"^https?://[^\s@#]{1,500}$"
_VARIABLE = "^[A-Za-z_][A-Za-z0-9_]{0,80}$"


class KeyModel(Model):
    """A key of a tenant, by its digest: see ``guard key new``."""

    digest: str = Field(pattern=_DIGEST)
    app: Annotated[str, Field(pattern=_APP)] | None = Field(
        default=None, description="label of the app that has it"
    )
    expires: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = Field(
        default=None, description="UTC date from which on it does not count"
    )


def _digest_only(value: object) -> object:
    return {"digest": value} if isinstance(value, str) else value


KeyEntry = Annotated[
    KeyModel,
    BeforeValidator(_digest_only, json_schema_input_type=Annotated[str, Field(pattern=_DIGEST)] | KeyModel),
]


class ClaimModel(Model):
    """A value by which tokens of one issuer name this tenant."""

    issuer: str
    value: str = Field(min_length=1, max_length=256)


class BoundsModel(Model):
    """What a tenant may use."""

    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    burst: Annotated[int, Field(ge=1, le=100_000, description="requests at once after a pause")] | None = None
    concurrent: Annotated[int, Field(ge=1, le=100_000, description="requests at the same time")] | None = None
    max_body: Annotated[int, Field(ge=1024, description="bytes of a request body")] | None = None


class ProviderModel(Model):
    """The provider of a tenant, where it is not that of the deployment, and the tenant's key there."""

    url: Annotated[str, Field(pattern=_URL)] | None = None
    key_env: Annotated[str, Field(pattern=_VARIABLE)] | None = None
    key_file: str | None = None


class TenantModel(Model):
    """One tenant."""

    policy: str = Field(description="name of a pack, or a policy file beside this one")
    keys: tuple[KeyEntry, ...] = ()
    claims: tuple[ClaimModel, ...] = ()
    subjects: tuple[Annotated[str, Field(min_length=1, max_length=512)], ...] = Field(
        default=(), description="client certificates, as the trusted proxy writes their subjects"
    )
    apps: tuple[Annotated[str, Field(pattern=_APP)], ...] = Field(
        default=(), description="app labels that records may show"
    )
    models: tuple[str, ...] = Field(default=(), description="model names that records may show")
    limits: BoundsModel = BoundsModel()
    upstream: ProviderModel = ProviderModel()
    folder: str | None = Field(default=None, description="its folder, instead of its name under `dir`")
    store: Annotated[str, Field(pattern="^postgres(ql)?://")] | None = Field(
        default=None, description="audit store, instead of that of the deployment"
    )


class IssuerModel(Model):
    """An identity provider whose tokens name a tenant."""

    issuer: str = Field(min_length=1, max_length=300)
    audience: str = Field(min_length=1, max_length=300)
    claim: str = Field(default="tenant", min_length=1, max_length=100)
    algorithms: tuple[Literal[ALGORITHMS], ...] = ("RS256",)  # type: ignore[valid-type]
    jwks_url: Annotated[str, Field(pattern=_URL)] | None = None
    jwks_file: str | None = None


def _network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise PydanticCustomError("network", "an address or a network such as 10.0.0.0/24") from None
    return value


class ProxyModel(Model):
    """A proxy that ends TLS with client certificates and says in a header whose one it saw."""

    header: str = Field(pattern=_HEADER, description="name of the header, in lower case")
    addresses: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        alias="from", description="addresses and networks that it calls from"
    )


class SharedModel(Model):
    """What holds for all tenants."""

    floor: str | None = Field(default=None, description="policy that no tenant's may be weaker than")
    issuers: tuple[IssuerModel, ...] = ()
    proxies: tuple[ProxyModel, ...] = ()


class TenantsModel(SharedModel):
    """A tenants file."""

    tenants: Annotated[dict[Annotated[str, Field(pattern=TENANT)], TenantModel], Field(min_length=1)]


def day(value: str) -> date:
    """Read a date.

    Raises:
        ValueError: there is no such day.
    """
    return date.fromisoformat(value)
