"""Azure's content filter results: what was found, in a reply, without a word of it.

``prompt_filter_results`` go into the reply (streamed: into its first chunk), ``content_filter_results`` into
each choice (streamed: into the chunk that ends it); never a chunk of their own, which clients fall over.
``filtered`` says that something was done about it, a rewrite or a refusal. Harassment counts as hate and
sexual content with minors as sexual, as in Azure's categories; illicit content, which Azure has no category
for, stands under its own name where there is any. A detector that did not run makes the whole an error.

Source: Microsoft's documentation of content filter annotations of Azure OpenAI.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guard.types import Action, Category, Decision, Kind, NotRun, Severity, Text, Verdict
from guard.wire import members

_SEVERE = {
    Category.HATE: "hate",
    Category.HARASSMENT: "hate",
    Category.SELF_HARM: "self_harm",
    Category.SEXUAL: "sexual",
    Category.SEXUAL_MINORS: "sexual",
    Category.VIOLENCE: "violence",
}
_ALWAYS = ("hate", "self_harm", "sexual", "violence")
_WORDS = "words:"
PERSONAL = "personally_identifiable_information"
"""What Azure calls the personal data in a text."""
_NOT_FILTERED = {"error": {"code": "content_filter_error", "message": "The contents are not filtered"}}


def found(decisions: Iterable[Decision]) -> dict[str, Any]:
    """Give the results of what was found, and nothing about the rest."""
    by_name: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_name.setdefault(_name(decision), []).append(decision)
    return {name: _result(name, those) for name, those in by_name.items()}


def results(decisions: Iterable[Decision], not_run: Sequence[NotRun], *, prompt: bool) -> dict[str, Any]:
    """Give the results of one prompt or one choice.

    Args:
        decisions: what was found in it.
        not_run: the detectors that did not run on it.
        prompt: whether it is a prompt, in which attacks are looked for.
    """
    if not_run:
        return dict(_NOT_FILTERED)
    told: dict[str, Any] = {name: {"filtered": False, "severity": "safe"} for name in _ALWAYS}
    if prompt:
        told["jailbreak"] = {"filtered": False, "detected": False}
    return told | found(decision for decision in decisions if decision.counts or _harms(decision))


def of_prompt(verdict: Verdict) -> list[dict[str, Any]]:
    """Give ``prompt_filter_results``: one for all messages, which were screened together."""
    told = results(verdict.decisions, verdict.not_run, prompt=True)
    return [{"prompt_index": 0, "content_filter_results": told}]


def of_choice(verdicts: Iterable[tuple[Verdict, Sequence[Text]]], at: int) -> dict[str, Any]:
    """Give ``content_filter_results`` of one choice of a reply.

    Args:
        verdicts: what was decided about the reply, or piece by piece about its stream, and about which Texts.
        at: where the choice stands in ``choices``, its index in a stream.
    """
    decisions: list[Decision] = []
    not_run: list[NotRun] = []
    for verdict, texts in verdicts:
        here = {number for number, text in enumerate(texts) if text.place.startswith(f"choices[{at}]")}
        decisions += [each for each in verdict.decisions if each.finding.text in here]
        not_run += [each for each in verdict.not_run if each.text is None or each.text in here]
    return results(decisions, not_run, prompt=False)


def annotated(reply: str, count: int, before: Verdict, after: tuple[Verdict, Sequence[Text]]) -> str:
    """Give a reply with annotations; nothing else of it changes.

    Args:
        reply: the reply, as it leaves otherwise.
        count: how many choices it has.
        before: what was decided about the prompt.
        after: what was decided about the reply, and its Texts.
    """
    for at in range(count):
        reply = members.added(reply, ("choices", at), "content_filter_results", of_choice((after,), at))
    return members.added(reply, (), "prompt_filter_results", of_prompt(before))


def _harms(decision: Decision) -> bool:
    """Tell whether it is harm, of which Azure tells the severity even where nothing is done about it."""
    return decision.finding.kind is Kind.CATEGORY


def _name(decision: Decision) -> str:
    label = decision.finding.label
    if decision.finding.kind is Kind.WORDS:
        return "custom_blocklists"
    if decision.finding.kind is Kind.ENTITY:
        return PERSONAL
    if label == Category.PROMPT_ATTACK:
        return "jailbreak"
    return _SEVERE.get(Category(label), label) if label in set(Category) else label


def _result(name: str, decisions: Sequence[Decision]) -> dict[str, Any]:
    filtered = any(each.action >= Action.REDACT for each in decisions)
    if name == "custom_blocklists":
        details = _by_label(decisions).items()
        return {
            "filtered": filtered,
            "details": [
                {"id": label.removeprefix(_WORDS), "filtered": _filtered(each)} for label, each in details
            ],
        }
    if name == PERSONAL:
        kinds = [
            {"sub_category": label, "filtered": _filtered(each), "detected": True}
            for label, each in _by_label(decisions).items()
        ]
        return {"filtered": filtered, "detected": True, "sub_categories": kinds}
    if name == "jailbreak":
        return {"filtered": filtered, "detected": any(each.action > Action.ALLOW for each in decisions)}
    worst: Severity = max(each.finding.severity for each in decisions)
    return {"filtered": filtered, "severity": worst.name.lower()}


def _by_label(decisions: Sequence[Decision]) -> Mapping[str, list[Decision]]:
    labels = sorted({each.finding.label for each in decisions})
    return {label: [each for each in decisions if each.finding.label == label] for label in labels}


def _filtered(decisions: Sequence[Decision]) -> bool:
    return any(each.action >= Action.REDACT for each in decisions)
