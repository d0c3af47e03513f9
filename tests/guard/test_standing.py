"""Which rules hold for an exchange."""

from pathlib import Path
from typing import cast

from guard.decide.relief import Relief
from guard.decide.when import Context
from guard.engine import Guard
from guard.recorder import Recorder
from guard.standing import Standing
from guard.types import Action


class Grants:
    def __init__(self, *reliefs: Relief) -> None:
        self._reliefs = reliefs

    def reliefs(self) -> tuple[Relief, ...]:
        return self._reliefs


def guarded(tmp_path: Path, text: str) -> Guard:
    path = tmp_path / "p.yaml"
    path.write_text(
        f"policy: p\nprompt: {{entities: {{EMAIL_ADDRESS: block}}}}\naudit: {{record: none}}\n{text}"
    )
    return Guard.load(path)


MAIL = "jane@example.org"


def test_without_conditions_and_exceptions_it_is_the_very_guard(tmp_path: Path) -> None:
    guard = guarded(tmp_path, "")
    assert Standing(None).guard(guard, Context("chat.completions")) is guard
    assert Standing(cast("Recorder", Grants())).guard(guard, Context("chat.completions")) is guard


def test_conditions_hold_where_they_do(tmp_path: Path) -> None:
    guard = guarded(
        tmp_path, "when: [{id: mailer, apps: [mailer], prompt: {entities: {EMAIL_ADDRESS: redact}}}]\n"
    )
    standing = Standing(None)
    assert (
        standing.guard(guard, Context("chat.completions", app="mailer")).check(MAIL).action is Action.REDACT
    )
    assert standing.guard(guard, Context("chat.completions", app="other")).check(MAIL).action is Action.BLOCK


def test_exceptions_relax_what_they_cover(tmp_path: Path) -> None:
    guard = guarded(tmp_path, "")
    relief = Relief("ab" * 16, frozenset({"EMAIL_ADDRESS"}), Action.ANNOTATE, apps=frozenset({"mailer"}))
    standing = Standing(cast("Recorder", Grants(relief)))
    relaxed = standing.guard(guard, Context("chat.completions"), "mailer").check(MAIL)
    assert relaxed.action is Action.ANNOTATE
    assert relaxed.rules == ("prompt.entities.EMAIL_ADDRESS~abababab",)
    assert standing.guard(guard, Context("chat.completions")).check(MAIL).action is Action.BLOCK


def test_who_merely_says_that_it_is_an_app_gets_none_of_its_exceptions(tmp_path: Path) -> None:
    guard = guarded(tmp_path, "")
    relief = Relief("ab" * 16, frozenset({"EMAIL_ADDRESS"}), Action.ALLOW, apps=frozenset({"mailer"}))
    standing = Standing(cast("Recorder", Grants(relief)))
    said = standing.guard(guard, Context("chat.completions", app="mailer"))
    assert said.check(MAIL).action is Action.BLOCK
