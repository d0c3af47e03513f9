from audit import errors
from audit.errors import AuditError, AuditUnavailable, OpenError, StoreError


def test_every_error_is_an_audit_error_and_is_drawn_in_the_docstring():
    made = [value for value in vars(errors).values() if isinstance(value, type)]
    assert len(made) == 9
    for error in made:
        assert issubclass(error, AuditError)
        assert error.__name__ in errors.__doc__


def test_unavailable_is_a_store_error():
    assert issubclass(AuditUnavailable, StoreError)


def test_open_error_keeps_its_reason():
    assert (OpenError("bad tag").reason, str(OpenError("bad tag"))) == ("bad tag", "bad tag")
