"""Stripe keys: secret and restricted ones only."""

from collections.abc import Callable

import pytest

from guard.detect.secret.stripe_key import STRIPE_KEY

Values = Callable[..., list[str]]
TAIL = "4eC39HqLyjWDarjtT1zdp7dc"


@pytest.mark.parametrize("kind", ["sk_live_", "sk_test_", "rk_live_", "rk_test_"])
@pytest.mark.parametrize("around", ["{}", "STRIPE={}", "curl -u {}:", "'{}'"])
def test_found(values: Values, kind: str, around: str):
    assert values(STRIPE_KEY, around.format(kind + TAIL)) == [kind + TAIL]


@pytest.mark.parametrize(
    "text",
    [
        "pk_live_" + TAIL,
        "pk_test_" + TAIL,
        "sk_prod_" + TAIL,
        "sk_live_" + TAIL[:15],
        "SK_LIVE_" + TAIL,
        "task_test_" + TAIL,
        "sk_live_",
        "sk-live-" + TAIL,
        "desk_live_streaming_of_events",
    ],
)
def test_not_found(values: Values, text: str):
    assert values(STRIPE_KEY, text) == []
