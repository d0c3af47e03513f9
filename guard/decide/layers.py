"""The files of a policy, in the order in which they are read: what is extended first, the policy itself last."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import rfc8785

from guard.decide import schema
from guard.decide.source import Place, Source, parse, validate
from guard.errors import PolicyError

_KEPT = 4096
"""Files that stay parsed: those of many tenants extend the same few."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One file of a policy; as long as its file stays the same, the same object.

    Args:
        path: the file.
        source: its keys, and where each stands.
        model: the same, checked against the format.
        digest: SHA-256 of the model.
    """

    path: Path
    source: Source = field(repr=False)
    model: schema.PolicyModel = field(repr=False)
    digest: str

    def problem(self, place: Place, message: str) -> str:
        """Write a mistake as ``file:line: key: message``."""
        return self.source.problem(place, message)

    def at(self, place: Place) -> str:
        """Say where something stands, as ``file:line``."""
        return f"{self.source.name}:{self.source.line(place)}"

    @property
    def files(self) -> frozenset[Path]:
        """The file, and those beside it that it names."""
        folder, model = self.path.parent, self.model
        named = [each.file for each in model.words] + [each.file for each in model.entities]
        named += [name for each in model.topics for name in (each.examples_file, each.negatives_file)]
        named += [each.key_file for each in model.detectors] + list(model.recognizers)
        return frozenset((self.path, *(folder / name for name in named if name is not None)))


@dataclass(slots=True)
class Chain:
    """The files of a policy, and what kept others from being read.

    Args:
        layers: those that could be read; each once, where it is first extended, and once more where a file
            names it after another that extends it.
        problems: mistakes of those that could not.
        files: everything that was looked at.
    """

    layers: list[Layer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    files: set[Path] = field(default_factory=set)


def chain(path: Path, packs: Path, floor: Path | None = None) -> Chain:
    """Read a policy and all that it extends; a mistake in one file does not keep the others from being read.

    Args:
        path: the policy file.
        packs: the folder of the shipped packs.
        floor: a policy whose files come before all others, whatever these extend.
    """
    made = Chain()
    if floor is not None:
        _add(made, floor, packs, ())
    _add(made, path, packs, ())
    return made


def _add(made: Chain, path: Path, packs: Path, above: tuple[Path, ...]) -> None:
    made.files.add(path)
    before = len(made.layers)
    try:
        layer = read(path)
    except PolicyError as bad:
        made.problems += bad.problems
        return
    for at, name in enumerate(layer.model.extends):
        parent = path.parent / name if name.endswith(".yaml") else packs / f"{name}.yaml"
        place: Place = ("extends", at)
        made.files.add(parent)
        if not parent.exists():
            if name.endswith(".yaml"):
                made.problems.append(layer.problem(place, f"expected a file `{name}` beside this one"))
                continue
            shipped = ", ".join(sorted(each.stem for each in packs.glob("*.yaml") if "." not in each.stem))
            made.problems.append(
                layer.problem(place, f"unknown pack `{name}`: expected one of {shipped}, or a .yaml file")
            )
        elif parent.resolve() in (*above, path.resolve()):
            made.problems.append(
                layer.problem(place, f"`{name}` extends this file in turn: expected no cycle")
            )
        else:
            again = [each for each in made.layers[before:] if each.path == parent]
            _add(made, parent, packs, (*above, path.resolve()))
            # Named after what brought it in, it is meant to win; brought in on two ways, it is not.
            made.layers += again
    if all(each.path != layer.path for each in made.layers):
        made.layers.append(layer)


def read(path: Path) -> Layer:
    """Read one file; one that did not change since it was read last is not parsed again.

    Raises:
        PolicyError: with every mistake in it.
    """
    try:
        content = path.read_bytes()
    except OSError as failed:
        raise PolicyError(f"{path}:1: cannot be read: {failed.strerror}") from None
    return _parsed(path, content)


@lru_cache(maxsize=_KEPT)
def _parsed(path: Path, content: bytes) -> Layer:
    source = parse(str(path), content)
    model = validate(source, schema.PolicyModel)
    # Where the keys of detectors are kept decides nothing.
    said = model.model_dump(
        mode="json", exclude_unset=True, exclude={"detectors": {"__all__": {"key_env", "key_file"}}}
    )
    return Layer(path, source, model, hashlib.sha256(rfc8785.dumps(said)).hexdigest())
