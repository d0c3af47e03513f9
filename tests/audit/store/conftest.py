"""What tests of both stores share: a schema and a tenant of their own, a key, and a clock set by hand."""

import secrets
from collections.abc import Callable, Iterator

import psycopg
import pytest

from audit.open import PrivateKey
from audit.store.postgres import install

START = 1_700_000_000


@pytest.fixture(scope="module")
def schema(postgres: str) -> Iterator[str]:
    """A schema of this module's own, gone afterwards with its roles."""
    name = f"audit_{secrets.token_hex(6)}"
    install(postgres, name)
    yield name
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"DROP SCHEMA {name} CASCADE")
        for role in ("eraser", "reader", "gw", "owner"):
            db.execute(f"DROP OWNED BY {name}_{role}")
            db.execute(f"DROP ROLE {name}_{role}")


@pytest.fixture
def tenant() -> str:
    return f"tenant-{secrets.token_hex(6)}"


@pytest.fixture
def key(keys: Callable[..., PrivateKey]) -> PrivateKey:
    return keys("x25519")


@pytest.fixture
def clock() -> list[int]:
    return [START]
