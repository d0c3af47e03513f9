"""The error tree, and that it is the one its docstring draws."""

import re

import pytest

from guard import errors
from guard.errors import (
    ConfigError,
    GuardError,
    PolicyError,
    RewriteError,
    SpanError,
    UpstreamError,
    UpstreamTimeout,
    WireError,
)

CLASSES = {name: each for name, each in vars(errors).items() if isinstance(each, type)}


def test_the_docstring_draws_every_error_once():
    drawn = re.findall(r"\b(\w+Error|UpstreamTimeout)\b", (errors.__doc__ or "").split("No message")[0])
    assert sorted(name for name in drawn if name in CLASSES) == sorted(CLASSES)


@pytest.mark.parametrize("kind", [ConfigError, PolicyError, WireError, RewriteError, UpstreamError])
def test_reasons_outside_our_code_are_guard_errors(kind: type[Exception]):
    assert issubclass(kind, GuardError)
    assert not issubclass(kind, ValueError)


def test_a_callers_bug_is_none():
    assert issubclass(SpanError, ValueError)
    assert not issubclass(SpanError, GuardError)
    assert issubclass(UpstreamTimeout, UpstreamError)


def test_a_policy_error_is_one_line_per_mistake():
    error = PolicyError("a:1: x", "b:2: y")
    assert error.problems == ("a:1: x", "b:2: y")
    assert str(error) == "a:1: x\nb:2: y"


def test_a_wire_error_is_an_answer():
    error = WireError("no", param="p", status=413, code="c")
    assert (str(error), error.message, error.param, error.status, error.code) == ("no", "no", "p", 413, "c")
    assert (WireError("no").status, WireError("no").param, WireError("no").code) == (400, None, None)
