"""OpenAI's inline moderation: a request asks for it beside what it asks of the model, the reply carries it.

Guard answers it: the parameter is not sent on, for the provider would judge what Guard has rewritten, and charge
for it. The judgement is that of the policy (`guard.wire.moderations` says what a category means). A mode
``block`` refuses harm that the policy would only make a note of; ``score`` loosens nothing.

Source: OpenAI's OpenAPI description of the ``moderation`` parameter of chat completions and responses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guard.errors import WireError
from guard.types import Action, Decision, Direction, Kind, NotRun, Verdict
from guard.wire import members, moderations

NAME = "moderation"
"""The member, of a request and of a reply."""
_MODES = ("score", "block")
_SIDES = {Direction.PROMPT: "input", Direction.COMPLETION: "output"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for.

    Args:
        blocking: the directions in which what is flagged is to be refused.
    """

    blocking: frozenset[Direction]

    def applied(self, direction: Direction, verdict: Verdict) -> Verdict:
        """Give the verdict as the request wants it: harm that the policy acts on is refused where it says so."""
        if direction not in self.blocking:
            return verdict
        decisions = tuple(
            replace(each, action=Action.BLOCK) if _harms(each) else each for each in verdict.decisions
        )
        if decisions == verdict.decisions:
            return verdict
        rules = {each.rule for each in decisions if each.action is Action.BLOCK}
        return replace(verdict, action=Action.BLOCK, rules=tuple(sorted(rules)), decisions=decisions)


def read(body: Mapping[str, Any]) -> Asked | None:
    """Read what a request asks for, None if it does not.

    Raises:
        WireError: naming the field at fault.
    """
    given = body.get(NAME)
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("model"), str):
        raise WireError(f"{NAME}: expected an object with a `model`", param=NAME)
    policy = _object(given, "policy", NAME)
    blocking = set()
    for direction, side in _SIDES.items():
        mode = _object(policy, side, f"{NAME}.policy").get("mode", "score")
        if mode not in _MODES:
            where = f"{NAME}.policy.{side}.mode"
            raise WireError(f"{where}: expected one of {', '.join(_MODES)}", param=where)
        if mode == "block":
            blocking.add(direction)
    return Asked(frozenset(blocking))


def _object(within: Mapping[str, Any], name: str, at: str) -> Mapping[str, Any]:
    value = within.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WireError(f"{at}.{name}: expected an object or null", param=f"{at}.{name}")
    return value


def _harms(decision: Decision) -> bool:
    return decision.finding.kind is Kind.CATEGORY and decision.action > Action.ALLOW


def taken_out(request: str) -> str:
    """Give the text of a request without the parameter."""
    return members.without(request, NAME)


def put_in(reply: str, moderation: Mapping[str, Any]) -> str:
    """Give the text of a reply with the moderation."""
    return members.added(reply, (), NAME, moderation)


def of_chat(before: Verdict, after: Iterable[Verdict], model: str) -> dict[str, Any]:
    """Give the moderation of a chat completion, or of the chunk that ends its stream.

    Args:
        before: what was decided about the prompt.
        after: what was decided about the reply, or piece by piece about its stream.
        model: what is given as the model: the policy's name and version.
    """

    def side(verdict: Verdict) -> dict[str, Any]:
        if verdict.not_run:
            return _error()
        results = [_result(verdict, model)]
        return {"type": "moderation_results", "model": model, "results": results}

    return {"input": side(before), "output": side(merged(tuple(after)))}


def of_response(before: Verdict, after: Iterable[Verdict], model: str) -> dict[str, Any]:
    """Give the moderation of a reply of the Responses API; the arguments are those of `of_chat`."""

    def side(verdict: Verdict) -> dict[str, Any]:
        return _error() if verdict.not_run else _result(verdict, model)

    return {"input": side(before), "output": side(merged(tuple(after)))}


def merged(verdicts: Sequence[Verdict]) -> Verdict:
    """Give the verdicts on the pieces of a stream as one."""
    not_run: tuple[NotRun, ...] = tuple(gap for each in verdicts for gap in each.not_run)
    return Verdict(
        max((each.action for each in verdicts), default=Action.ALLOW),
        tuple(sorted({rule for each in verdicts for rule in each.rules})),
        tuple(decision for each in verdicts for decision in each.decisions),
        not_run,
    )


def _result(verdict: Verdict, model: str) -> dict[str, Any]:
    return {"type": "moderation_result", "model": model, **moderations.result(verdict)}


def _error() -> dict[str, Any]:
    return {"type": "error", "code": "filter_unavailable", "message": "a detector did not run"}
