"""The names a policy may use: whoever knows no more than entities needs to give no more."""

from pathlib import Path

from guard.decide.known import Known

KNOWN = Known(frozenset({"A"}), frozenset(), frozenset())


def test_what_is_left_out_knows_nothing():
    assert not KNOWN.recognisers(Path("nobody.yaml"))
    assert not KNOWN.doubts("a", (), ())
    assert KNOWN.screened("GET", "/v1/files") is None
    assert not any((KNOWN.rewritable, KNOWN.groups, KNOWN.versions, KNOWN.owners))
