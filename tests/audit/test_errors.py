"""The errors of the package, and the tree of them that readers see."""

import re

from audit import errors
from audit.errors import AuditError, AuditUnavailable, OpenError, StoreError


def test_every_error_is_an_audit_error_and_is_drawn_in_the_docstring():
    made = {name: value for name, value in vars(errors).items() if isinstance(value, type)}
    assert all(issubclass(error, AuditError) for error in made.values())
    tree = errors.__doc__.partition("Messages")[0]
    assert sorted(re.findall(r"\b(?:[A-Z][a-z]+)+(?=\s{4}|\n)", tree)) == sorted(made)


def test_unavailable_is_a_store_error():
    assert issubclass(AuditUnavailable, StoreError)


def test_open_error_keeps_its_reason():
    assert (OpenError("bad tag").reason, str(OpenError("bad tag"))) == ("bad tag", "bad tag")
