"""Which of two rules is the stricter one: a partial order, for some differ without either being stricter."""

from collections.abc import Iterable
from typing import Final, TypeVar

from guard.decide.rules import CategoryRule, EntityRule
from guard.types import Action, Operator, Rewrite, Severity

_SHOWN: Final = {
    Operator.DROP: 0,
    Operator.REPLACE: 0,
    Operator.HASH: 1,
    Operator.PSEUDONYM: 1,
    Operator.SYNTHETIC: 1,
    Operator.MASK: 2,
}
"""What is still seen of a rewritten value: nothing; which ones are the same; how long it is, and its end."""
_LEVELS: Final = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
RuleT = TypeVar("RuleT", EntityRule, CategoryRule)


def weaker(rule: EntityRule | CategoryRule, than: EntityRule | CategoryRule) -> tuple[str, ...]:
    """Say in which respects a rule is weaker than another one of its kind; nothing if it is at least as strict.

    Args:
        rule: the rule.
        than: the one that it is held to.
    """
    if isinstance(rule, CategoryRule) and isinstance(than, CategoryRule):
        return tuple(_weaker_category(rule, than))
    if isinstance(rule, EntityRule) and isinstance(than, EntityRule):
        return tuple(_weaker_entity(rule, than))
    raise TypeError("expected two rules of one kind")


def strictest(rules: Iterable[RuleT]) -> RuleT:
    """Give the rule that is at least as strict as each of some, in every respect; their order does not matter.

    It is one of them where there is one like that, else made of all of them.

    Args:
        rules: at least one, of one kind.
    """
    every = sorted(set(rules), key=_key)
    for each in every:
        if not any(weaker(each, other) for other in every if other is not each):
            return each
    named = " & ".join(dict.fromkeys(each.id for each in every))
    harms = [each for each in every if isinstance(each, CategoryRule)]
    return _strictest_category(named, harms) if harms else _strictest_entity(named, every)  # type: ignore[return-value,arg-type]


def _key(rule: EntityRule | CategoryRule) -> tuple[object, ...]:
    """Give what puts rules in an order of their own."""
    if isinstance(rule, CategoryRule):
        return rule.id, rule.levels, rule.min_score
    return rule.id, rule.action, _revealed(rule.rewrite), rule.min_score, sorted(rule.only_with)


def _strictest_entity(named: str, rules: list[EntityRule]) -> EntityRule:
    acting = [each for each in rules if each.action > Action.ALLOW] or rules
    rewrites = [each.rewrite for each in acting if each.action is Action.REDACT]
    always = any(not each.only_with for each in acting)
    return EntityRule(
        named,
        max(each.action for each in acting),
        min(rewrites, key=_revealed) if rewrites else Rewrite(),
        min(each.min_score for each in acting),
        frozenset() if always else frozenset().union(*(each.only_with for each in acting)),
    )


def _strictest_category(named: str, rules: list[CategoryRule]) -> CategoryRule:
    acting = [each for each in rules if each.levels] or rules
    return CategoryRule(named, _strictest_levels(acting), min(each.min_score for each in acting))


def _revealed(rewrite: Rewrite) -> tuple[int, int, str]:
    return _SHOWN[rewrite.operator], rewrite.keep_last, rewrite.operator


def _weaker_entity(rule: EntityRule, than: EntityRule) -> Iterable[str]:
    if than.action is Action.ALLOW:
        return
    if rule.action < than.action:
        yield f"{rule.action.word} is weaker than {than.action.word}"
        return
    if rule.min_score > than.min_score:
        yield f"min_score {rule.min_score:g} is weaker than {than.min_score:g}"
    if rule.only_with and not (than.only_with and than.only_with <= rule.only_with):
        yield f"only_with {' or '.join(sorted(rule.only_with))} is weaker than {_beside(than)}"
    both = rule.action is than.action is Action.REDACT
    if both and _revealed(rule.rewrite)[:2] > _revealed(than.rewrite)[:2]:
        yield f"{_written(rule.rewrite)} shows more than {_written(than.rewrite)}"


def _weaker_category(rule: CategoryRule, than: CategoryRule) -> Iterable[str]:
    for level in _LEVELS:
        ours, theirs = rule.action(level), than.action(level)
        if ours < theirs:
            yield f"{ours.word} from {level.name.lower()} is weaker than {theirs.word}"
            return
    if rule.min_score > than.min_score and than.action(Severity.HIGH):
        yield f"min_score {rule.min_score:g} is weaker than {than.min_score:g}"


def _strictest_levels(rules: Iterable[CategoryRule]) -> tuple[tuple[Action, Severity], ...]:
    """Give, for each action, the lowest severity from which on one of some rules takes it or a stricter one."""
    every = tuple(rules)
    found: list[tuple[Action, Severity]] = []
    for action in (Action.ANNOTATE, Action.REDACT, Action.BLOCK):
        levels = [level for level in _LEVELS if any(each.action(level) is action for each in every)]
        if levels:
            found.append((action, levels[0]))
    return tuple(found)


def _beside(rule: EntityRule) -> str:
    return " or ".join(sorted(rule.only_with)) if rule.only_with else "always"


def _written(rewrite: Rewrite) -> str:
    kept = f" with keep_last {rewrite.keep_last}" if rewrite.keep_last else ""
    return f"{rewrite.operator}{kept}"
