"""Guard: a policy, its detectors and a key, ready to screen. The front door for Python code."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from guard.decide import load
from guard.decide.policy import EVERY, Evidence, Policy
from guard.detect import catalogue, custom
from guard.detect.detector import AGAIN, FOLD, Detector, detect
from guard.detect.memory import LIMIT, Memory
from guard.detect.remote import build
from guard.detect.remote.detector import Line, PluggedDetector
from guard.errors import RewriteError
from guard.screen import Issued, Rules, Screening, clip, screen
from guard.transform.operators.pseudonym import SHORTEST_KEY, Session
from guard.transform.rewrite import rewrite
from guard.types import Action, Decision, Direction, Finding, Kind, Rewrite, Text, readable
from guard.wire import table

_HERE = Path(__file__).parent
_AROUND = 2048
_QUICK = 2048
"""Code points that patterns read in less time than a thread needs to begin and to be waited for."""
_MASK_FROM = 0.3
"""Evidence is masked at a lower score than any policy acts on: too much masked harms nobody."""


def packs() -> Path:
    """Give the folder of the shipped policies: beside the package in a checkout, inside it when installed."""
    inside = _HERE / "_policies"
    return inside if inside.is_dir() else _HERE.parent / "policies"


def load_policy(policy: str | Path, recognisers: Iterable[catalogue.Custom] = ()) -> Policy:
    """Load a policy by the name of a shipped pack or by its path.

    Args:
        policy: the name or the path.
        recognisers: further detectors whose entities it may name.

    Raises:
        PolicyError: with every mistake in it and in what it extends.
    """
    listed = catalogue.listings()
    given = list(recognisers)
    known = load.Known(
        entities=catalogue.entities().union(*(each.labels for each in given)),
        countries=catalogue.countries(),
        detectors=frozenset(
            (AGAIN, FOLD, *(each.detector for each in listed), *(each.name for each in given))
        ),
        groups=catalogue.groups(),
        recognisers=_described,
        offer=build.offer,
        screened=_screened,
    )
    return load.load(load.pack(str(policy), packs()), known, packs())


def _screened(method: str, path: str) -> str | None:
    """Name the screened route that has a path in common with a template."""
    route = table.meets(method, path)
    return None if route is None else f"{route.method} {route.path}"


def _described(path: Path) -> list[tuple[str, str]]:
    """Give entity and name of each detector in a recogniser file."""
    return [(each.entity, each.name) for each in custom.read(path)]


def _detectors(
    policy: Policy,
    direction: Direction,
    given: Sequence[catalogue.Custom],
    lines: Iterable[Line],
    *,
    everything: bool,
) -> tuple[Detector, ...]:
    rules = policy.directions[direction]
    lists = {each.id: each.words for each in policy.words if direction in each.directions}
    wanted = catalogue.Wanted(
        entities=frozenset(rules.entities),
        categories=frozenset(rules.categories),
        countries=policy.countries,
        words=lists,
        custom=given,
        plugged=[PluggedDetector(line, direction) for line in lines if direction in line.plugged.directions],
        floor=0.0 if everything else min((rule.min_score for rule in rules.entities.values()), default=0.0),
        everything=everything,
    )
    return catalogue.build(wanted)


def _adopted(recognisers: Iterable[Any]) -> Iterator[catalogue.Custom]:
    for each in recognisers:
        if isinstance(each, str | Path):
            yield from custom.read(Path(each))
        else:
            yield custom.adopt(each)


@dataclass(frozen=True, slots=True)
class Guard:
    """Screens Texts by one policy; safe to share between threads.

    Args:
        rules: the policy with its detectors and the tenant's key.
        masking: what evidence is masked for before it is sealed: every entity there is by default.
    """

    rules: Rules
    masking: catalogue.Wanted

    @classmethod
    def load(
        cls,
        policy: str | Path = "default",
        *,
        key: bytes | None = None,
        recognisers: Iterable[Any] = (),
        everything: bool = False,
        memory: int = LIMIT,
    ) -> "Guard":
        """Load a policy and build the detectors it needs.

        Args:
            policy: the name of a shipped pack (``default``, ``internal``) or a path.
            key: the tenant's secret, at least 16 bytes; pseudonyms and hashes are the same wherever
                the key is. Without one they are new in every process.
            recognisers: further Presidio recognisers (objects) or recogniser files (paths), whose
                entities the policy may name.
            everything: look for what no rule can act on as well, to show it.
            memory: bytes of findings that are remembered, so that a Text sent again is not read again;
                0 for none.

        Raises:
            PolicyError: if the policy must not load.
            ConfigError: if a recogniser file, the encoder's artifact, or a detector's key cannot be read.
            PatternError: if a recogniser's pattern cannot be read.
            ValueError: if the key is too short.
        """
        if key is not None and len(key) < SHORTEST_KEY:
            raise ValueError(f"expected a key of at least {SHORTEST_KEY} bytes")
        given = list(_adopted(recognisers))
        loaded = load_policy(policy, given)
        given += [each for path in loaded.recognisers for each in custom.read(path)]
        lines = [build.line(each) for each in loaded.plugged]
        detectors = {
            direction: _detectors(loaded, direction, given, lines, everything=everything)
            for direction in Direction
        }
        if loaded.evidence in (Evidence.REDACTED, Evidence.ORIGINAL):
            catalogue.model()  # so that a broken artifact is told now, not when something was flagged
        masking = catalogue.Wanted(
            entities=(EVERY,), countries=loaded.countries, custom=tuple(given), floor=_MASK_FROM
        )
        secret = key or secrets.token_bytes(32)
        remembered = Memory(secret, memory) if memory else None
        return cls(Rules(loaded, detectors, secret, remembered), masking)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.rules.policy

    def within(self, session: str, known: Mapping[str, str] = MappingProxyType({})) -> "Guard":
        """Give this guard for one session: the same value has other pseudonyms in another one.

        Findings, hashes and what evidence holds stay the same: they go by the tenant's key alone.

        Args:
            session: what the caller calls it; empty for none.
            known: tokens in force that are not in the texts: those of a history that a provider keeps, or
                for the reply those of its prompt. None of them is issued for another value.
        """
        if not session and not known:
            return self
        return replace(self, rules=replace(self.rules, session=Session(session, known)))

    @property
    def lines(self) -> Mapping[str, Line]:
        """The ways to the further detectors that are asked, by name."""
        listed = (each for detectors in self.rules.detectors.values() for each in detectors)
        return {each.name: each.line for each in listed if isinstance(each, PluggedDetector)}

    def screen(self, texts: Sequence[Text], direction: Direction, issued: Issued | None = None) -> Screening:
        """Screen Texts that travel together.

        Args:
            texts: the strings of one message.
            direction: prompt or completion.
            issued: what the prompt of the same exchange put in the place of values.
        """
        return screen(texts, self.rules, direction, issued)

    def quick(self, direction: Direction, size: int) -> bool:
        """Tell whether screening so many code points takes less than handing them to a thread and back."""
        return size <= _QUICK and catalogue.quick(self.rules.detectors[direction])

    def check(self, text: str, direction: Direction | str = Direction.PROMPT) -> Screening:
        """Screen one string."""
        return self.screen([Text("", readable(text), place="text")], Direction(direction))

    def mask(self, text: Text, low: int, high: int, known: Iterable[Finding] = ()) -> str | None:
        """Give a stretch of a text with every entity there is replaced by its label.

        It is read in its surroundings, so that a value cut by the stretch's edge is still known.

        Args:
            text: the text; its pointer gives context.
            low: where the stretch begins, in code points.
            high: where it ends.
            known: what was found in the text before; entities and words of it are masked as well.

        Returns:
            The masked stretch, or None if a detector did not run or a value would still be in it:
            then it must not be kept.
        """
        start = max(0, low - _AROUND)
        around = replace(text, value=text.value[start : high + _AROUND])
        detection = detect([around], catalogue.build(self.masking))
        if detection.not_run:
            return None
        inside = (*clip(detection.findings, low - start, high - start), *clip(known, low, high))
        decisions = [
            Decision(replace(each, text=0), Action.REDACT, "evidence", rewrite=Rewrite())
            for each in inside
            if each.kind is not Kind.CATEGORY and each.score >= _MASK_FROM
        ]
        try:
            return rewrite([text.value[low:high]], decisions, self.rules.key).values[0]
        except RewriteError:
            return None

    def digest(self, purpose: str, value: str) -> str:
        """Give a keyed digest of a value, 20 hex digits: equal values are seen to be equal, and no more."""
        secret = hmac.digest(self.rules.key, purpose.encode(), hashlib.sha256)
        return hmac.digest(secret, value.encode(), hashlib.sha256).hex()[:20]
