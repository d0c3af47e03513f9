"""What the log and the verifier ask of a store is what the embedded one offers."""

import inspect
from pathlib import Path

import pytest

from audit.store.protocol import Store
from audit.store.sqlite import DAMAGE, SqliteStore

METHODS = sorted(
    name for name, member in vars(Store).items() if not name.startswith("_") and inspect.isfunction(member)
)
PROPERTIES = sorted(name for name, member in vars(Store).items() if isinstance(member, property))


def shape(function: object) -> list[tuple[str, object, object]]:
    return [
        (each.name, each.kind, each.default)
        for each in inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    ]


def test_the_protocol_asks_for_something():
    assert {"head", "add", "erase", "settle", "everything", "of_kind", "erasable"} <= set(METHODS)
    assert PROPERTIES == ["damage"]


@pytest.mark.parametrize("name", METHODS)
def test_the_embedded_store_offers_the_method_with_the_same_parameters(name: str):
    offered = inspect.getattr_static(SqliteStore, name)
    assert inspect.isfunction(offered)
    assert shape(inspect.unwrap(offered)) == shape(getattr(Store, name))


def test_the_embedded_store_says_what_damage_raises(tmp_path: Path):
    store = SqliteStore.write(tmp_path / "audit.sqlite")
    try:
        assert store.damage == DAMAGE
        assert all(issubclass(each, BaseException) for each in store.damage)
    finally:
        store.close()


def test_a_store_of_another_make_is_noticed():
    class Lacking:
        def erase(self, rids: object, record: str) -> None: ...

    assert shape(Lacking.erase) != shape(Store.erase)
    assert not hasattr(Lacking, "settle")
