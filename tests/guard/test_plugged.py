"""What a policy says of a detector: frozen, and its address in no repr."""

from dataclasses import FrozenInstanceError

import pytest

from guard.plugged import Offer, Plugged, PluggedKind


def test_an_address_stays_out_of_the_repr():
    made = Plugged("ours", PluggedKind.HTTP, url="http://127.0.0.1/x?sig=canary", key_env="OUR_KEY")
    assert "canary" not in repr(made)
    assert made.url.endswith("canary")


def test_nothing_of_it_changes():
    made = Plugged("ours", PluggedKind.PYTHON, entry_point="ours")
    with pytest.raises(FrozenInstanceError):
        made.name = "theirs"  # type: ignore[misc]
    with pytest.raises(TypeError):
        made.mapping["a"] = "B"  # type: ignore[index]


def test_what_runs_elsewhere_has_no_version():
    assert Offer(frozenset({"A"})).version == ""


def test_another_kind_is_none():
    with pytest.raises(ValueError, match="grpc"):
        PluggedKind("grpc")
