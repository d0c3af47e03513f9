"""Guard: a policy, its detectors and a key, ready to screen. The front door for Python code."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

from guard.decide import load
from guard.decide.policy import Evidence, Policy
from guard.decide.relief import Relief, relaxed
from guard.decide.rules import EVERY
from guard.decide.when import Context
from guard.detect import catalogue, custom, topics
from guard.detect.detector import AGAIN, FOLD, Detector, detect
from guard.detect.encoder.model import folder as artifact
from guard.detect.memory import LIMIT, Memory, Shelf
from guard.detect.remote import build
from guard.detect.remote.detector import Line, PluggedDetector
from guard.errors import RewriteError
from guard.screen import Issued, Rules, Screening, clip, screen
from guard.transform.operators.pseudonym import SHORTEST_KEY, Session
from guard.transform.rewrite import rewrite
from guard.types import JUDGED, Action, Decision, Direction, Finding, Rewrite, Text, readable
from guard.wire import table

_HERE = Path(__file__).parent
_AROUND = 2048
_QUICK = 2048
"""Code points that patterns read in less time than a thread needs to begin and to be waited for."""
_DECIDING = ("guard", "phonenumbers", "presidio-analyzer", "python-stdnum")
"""Packages whose versions decide what is found."""
_MASK_FROM = 0.3
"""Evidence is masked at a lower score than any policy acts on: too much masked harms nobody."""


def packs() -> Path:
    """Give the folder of the shipped policies: beside the package in a checkout, inside it when installed."""
    inside = _HERE / "_policies"
    return inside if inside.is_dir() else _HERE.parent / "policies"


def policy_path(policy: str | Path) -> Path:
    """Give the path of a policy that is named by pack or by file."""
    return load.pack(str(policy), packs())


def load_policy(
    policy: str | Path, recognisers: Iterable[catalogue.Custom] = (), *, floor: Path | None = None
) -> Policy:
    """Load a policy by the name of a shipped pack or by its path.

    Args:
        policy: the name or the path.
        recognisers: further detectors whose entities it may name.
        floor: a policy that it may not be weaker than.

    Raises:
        PolicyError: with every mistake in it and in what it extends.
        ConfigError: if it has topics and the encoder's artifact cannot be read.
    """
    given = tuple(recognisers)
    known = _known()
    if given:
        known = replace(
            known,
            entities=frozenset(known.entities).union(*(each.labels for each in given)),
            detectors=frozenset((*known.detectors, *(each.name for each in given))),
        )
    return load.load(policy_path(policy), known, packs(), floor)


@cache
def _known() -> load.Known:
    """Give the names that every policy may use."""
    return load.Known(
        entities=catalogue.entities(),
        countries=catalogue.countries(),
        detectors=frozenset((AGAIN, FOLD, *(each.detector for each in catalogue.listings()))),
        groups=catalogue.groups(),
        recognisers=_described,
        offer=build.offer,
        screened=_screened,
        rewritable=table.rewritable(),
        doubts=_doubts,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    """Give the versions of everything that decides what is found."""
    found = {name: metadata.version(name) for name in _DECIDING}
    found["encoder"] = hashlib.sha256((artifact() / "manifest.json").read_bytes()).hexdigest()
    return found


def _doubts(
    topic: str, examples: Sequence[str], negatives: Sequence[str]
) -> list[tuple[str, int | None, str]]:
    """Give what keeps a topic from being told: the key, the number of the sentence, and what was expected."""
    try:
        topics.fit(catalogue.model(), topics.Topic(topic, tuple(examples), tuple(negatives)))
    except topics.TopicError as bad:
        return [(each.key, each.index, each.message) for each in bad.doubts]
    return []


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
    rules = policy.wanted(direction)
    lists = {each.id: each.words for each in policy.words if direction in each.directions}
    wanted = catalogue.Wanted(
        entities=frozenset(rules.entities),
        categories=frozenset(rules.categories),
        countries=policy.countries,
        words=lists,
        topics=[
            topics.Topic(each.id, each.examples, each.negatives, each.rule.min_score)
            for each in policy.topics
            if direction in each.directions
        ],
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
        given = list(_adopted(recognisers))
        loaded = load_policy(policy, given)
        return cls.of(loaded, key=key, recognisers=given, everything=everything, shelf=memory)

    @classmethod
    def of(
        cls,
        policy: Policy,
        *,
        key: bytes | None = None,
        recognisers: Iterable[catalogue.Custom] = (),
        everything: bool = False,
        shelf: Shelf | int | None = None,
    ) -> "Guard":
        """Build the detectors that a policy needs.

        Args:
            policy: the policy.
            key: the tenant's secret, at least 16 bytes; a random one if not given.
            recognisers: further detectors whose entities it names.
            everything: look for what no rule can act on as well, to show it.
            shelf: where what was found is remembered, or the bytes that it may take; None for nowhere.

        Raises:
            ConfigError: if a recogniser file, the encoder's artifact, or a detector's key cannot be read.
            ValueError: if the key is too short.
        """
        if key is not None and len(key) < SHORTEST_KEY:
            raise ValueError(f"expected a key of at least {SHORTEST_KEY} bytes")
        given = [*recognisers, *(each for path in policy.recognisers for each in custom.read(path))]
        given += [custom.own(each.name, each.pattern, each.score, each.context) for each in policy.customs]
        lines = [build.line(each) for each in policy.plugged]
        detectors = {
            direction: _detectors(policy, direction, given, lines, everything=everything)
            for direction in Direction
        }
        if policy.evidence in (Evidence.REDACTED, Evidence.ORIGINAL):
            catalogue.model()  # so that a broken artifact is told now, not when something was flagged
        masking = catalogue.Wanted(
            entities=(EVERY,), countries=policy.countries, custom=tuple(given), floor=_MASK_FROM
        )
        secret = key or secrets.token_bytes(32)
        remembered = Memory(secret, shelf) if shelf else None
        return cls(Rules(policy, detectors, secret, remembered), masking)

    def under(self, context: Context, reliefs: Iterable[Relief] = ()) -> "Guard":
        """Give this guard as its policy holds for a request.

        Args:
            context: what the request is.
            reliefs: what signed exceptions relax.
        """
        policy = relaxed(self.policy.under(context), reliefs, context)
        return self if policy is self.policy else replace(self, rules=replace(self.rules, policy=policy))

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
            if each.kind not in JUDGED and each.score >= _MASK_FROM
        ]
        try:
            return rewrite([text.value[low:high]], decisions, self.rules.key).values[0]
        except RewriteError:
            return None

    def digest(self, purpose: str, value: str) -> str:
        """Give a keyed digest of a value, 20 hex digits: equal values are seen to be equal, and no more."""
        secret = hmac.digest(self.rules.key, purpose.encode(), hashlib.sha256)
        return hmac.digest(secret, value.encode(), hashlib.sha256).hex()[:20]
