"""What a request says of itself."""

import pytest

from guard import labels
from guard.errors import WireError
from guard.forward import Request


def request(**headers: str) -> Request:
    return Request(
        "POST", "/", headers=tuple((name.replace("_", "-"), value) for name, value in headers.items())
    )


def test_the_app_is_a_name() -> None:
    assert labels.app(request()) == ""
    assert labels.app(request(x_guard_app=" support-bot ")) == "support-bot"


@pytest.mark.parametrize("said", ["two words", "a" * 65, "jane@example.org", "_a", "a/b", "\u00e9"])
def test_anything_else_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(WireError) as bad:
        labels.app(request(x_guard_app=said))
    assert said not in bad.value.message
    assert bad.value.code == "invalid_label"


def test_labels_are_names_and_values() -> None:
    assert labels.labels(request()) == {}
    assert labels.labels(request(x_guard_labels="team=hr,stage=live")) == {"team": "hr", "stage": "live"}
    assert labels.labels(request(x_guard_labels=" team=hr , stage=live ")) == {"team": "hr", "stage": "live"}


@pytest.mark.parametrize(
    "said",
    [
        "team",
        "team=",
        "=hr",
        "team=hr,",
        "team=hr,team=it",
        "team=h r",
        "team=call +1 415 555 0132",
        ",".join(f"n{at}=v" for at in range(17)),
    ],
)
def test_labels_that_are_not_are_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(WireError) as bad:
        labels.labels(request(x_guard_labels=said))
    assert said not in bad.value.message
