"""Where tenants are read from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.engine import packs
from guard.errors import PolicyError
from guard.tenancy.credentials import digest
from guard.tenancy.load import Badge
from guard.tenancy.sources import many, named, single


def test_one_tenant_is_whoever_calls(place: Path) -> None:
    files: set[Path] = set()
    tenancy = single(place / "mask.yaml", place, tenant="acme")(files)
    assert (tenancy.anybody, tenancy.open, dict(tenancy.keys)) == ("acme", True, {})
    assert tenancy.specs["acme"].policy.id == "mask"
    assert place / "mask.yaml" in files
    known = single(place / "mask.yaml", place, digests=[digest("k")])(set())
    assert (known.open, known.keys) == (False, {digest("k"): Badge("default")})


def test_packs_and_what_they_extend_are_watched(place: Path) -> None:
    files: set[Path] = set()
    single("default", place)(files)
    assert {packs() / "default.yaml", packs() / "base.yaml"} <= files


def test_the_files_of_many_are_watched_even_where_one_is_broken(
    place: Path, write: Callable[[str], Path]
) -> None:
    (place / "words.txt").write_text("secret\n")
    (place / "listed.yaml").write_text(
        "policy: listed\nwords: [{id: w, file: words.txt, action: block}]\naudit: {record: none}\n"
    )
    path = write(f"tenants:\n  a: {{policy: listed.yaml, keys: ['{digest('a')}']}}\n")
    files: set[Path] = set()
    many(path, place)(files)
    assert {path, place / "listed.yaml", place / "words.txt"} <= files
    write(f"tenants:\n  a: {{policy: gone.yaml, keys: ['{digest('a')}']}}\n")
    seen: set[Path] = set()
    with pytest.raises(PolicyError):
        many(path, place)(seen)
    assert {path, place / "gone.yaml"} <= seen


def test_names_are_packs_and_files_lie_beside(place: Path) -> None:
    assert named("default", place) == packs() / "default.yaml"
    assert named("mask.yaml", place) == place / "mask.yaml"
