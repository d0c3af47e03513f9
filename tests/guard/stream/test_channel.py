"""One streamed text: nothing leaves before it was screened, plain or JSON, and after a block nothing at all."""

import json
from dataclasses import replace
from functools import partial

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import Screening, cutting, screen_window
from guard.stream import channel
from guard.stream.channel import Channel, Out, Screens
from guard.transform.restore import Restorer

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
CARD = "4111111111111111"
PLAIN = "This is a plain sentence that is long enough to leave alone. "
TOKENS = {"<PERSON_AAAAA>": 'Zoë "Q" Quill'}


@pytest.fixture(scope="module")
def screens() -> Screens:
    guard = Guard.load("default", key=b"k" * 32)
    restorer = Restorer(TOKENS)
    return Screens(
        partial(guard.screen, direction=Direction.COMPLETION, issued=restorer),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION, issued=restorer),
        cutting(guard.policy, restorer),
        restorer.restore,
    )


def outs(screens: Screens, *pieces: str) -> list[Out]:
    made = Channel(screens, "/c", "c")
    return [out for piece in pieces for out in made.feed(piece)] + list(made.close())


def out(screens: Screens, *pieces: str) -> str:
    return "".join(each.text for each in outs(screens, *pieces))


def blocked(made: list[Out]) -> list[bool]:
    return [each.screening is not None and each.screening.blocked for each in made]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        (f"Ask {MAIL}.", "Ask <EMAIL_ADDRESS>."),
        ("<PERSON_AAAAA> and <PERSON_BBBBB>", 'Zoë "Q" Quill and <PERSON_BBBBB>'),
        (f'{{"to": "{MAIL}"}}', '{"to": "<EMAIL_ADDRESS>"}'),
        (f'  \n["{MAIL}", 1, null]', '  \n["<EMAIL_ADDRESS>", 1, null]'),
        (f'{{"{MAIL}": "", "{MAIL}": ""}}', '{"<EMAIL_ADDRESS>": "", "<EMAIL_ADDRESS>_2": ""}'),
        ('{"a": "<PERSON_AAAAA>"}', '{"a": "Zoë \\"Q\\" Quill"}'),
        ('{"\\u0061": "\\u00e9"}', '{"\\u0061": "\\u00e9"}'),
        (f'{{"card": {CARD}, "n": 12}}', '{"card": "<CREDIT_CARD>", "n": 12}'),
        (
            json.dumps({"in": json.dumps({"to": MAIL})}),
            json.dumps({"in": json.dumps({"to": "<EMAIL_ADDRESS>"})}),
        ),
        (f'["a"] or {MAIL}', '["a"] or <EMAIL_ADDRESS>'),
        (f'{{"a": "{MAIL}', '{"a": "<EMAIL_ADDRESS>'),
        (f"{{not json, {MAIL}}}", "{not json, <EMAIL_ADDRESS>}"),
    ],
)
def test_what_leaves_is_the_same_for_any_pieces(screens: Screens, text: str, expected: str) -> None:
    assert out(screens, text) == expected
    assert out(screens, *text) == expected


def test_nothing_leaves_of_a_text_that_has_only_begun(screens: Screens) -> None:
    made = Channel(screens, "/c", "c")
    assert list(made.feed(" ")) == []
    assert list(made.feed(f"Ask {MAIL}. And")) == []
    assert "".join(each.text for each in made.close()) == " Ask <EMAIL_ADDRESS>. And"


def test_what_was_screened_leaves_before_the_end(screens: Screens) -> None:
    (first,) = Channel(screens, "/c", "c").feed(PLAIN + "And so it goes on with more words. ")
    assert first.text == PLAIN
    assert first.screening is not None
    assert first.screening.originals[0].place == "c"


@pytest.mark.parametrize(
    "text",
    [f"{PLAIN}The key is {KEY}. {PLAIN}", f'["{PLAIN}", "{KEY}", "{PLAIN}"]', f'{{"{KEY}": "{PLAIN}"}}'],
)
def test_after_a_block_nothing_follows(screens: Screens, text: str) -> None:
    for pieces in ([text], list(text)):
        made = outs(screens, *pieces)
        assert blocked(made) == [*[False] * (len(made) - 1), True]
        assert KEY not in "".join(each.text for each in made)
        assert made[-1].text == ""


def test_a_comma_is_no_step_of_its_own(screens: Screens) -> None:
    made = outs(screens, '{"a": 1, "b": [true, "x"], "c": 2}')
    assert [each.text for each in made if each.screening is None] == ['c"', ": 2}"]
    assert "".join(each.text for each in made) == '{"a": 1, "b": [true, "x"], "c": 2}'


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["\ud83d", "\ude00"], "😀"),
        (["\ud83d"], "\ufffd"),
        (["\ude00", "y"], "\ufffdy"),
        (["\ud83d", "x"], "\ufffdx"),
        (["\ude00", "\ud83d"], "\ufffd\ufffd"),
        (['["', "\ud83d", "\ude00", '"]'], '["😀"]'),
        (['["\\ud83d', "\\ude00", '"]'], '["\\ud83d\\ude00"]'),
    ],
)
def test_halves_of_a_character_wait_for_each_other(
    screens: Screens, pieces: list[str], expected: str
) -> None:
    assert out(screens, *pieces) == expected


def test_a_text_that_cannot_leave_is_not_held_for_ever(
    screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MAX_HELD", 1000)
    held = Channel(replace(screens, cutting=replace(screens.cutting, whole=True)), "/c", "c")
    list(held.feed("x" * 1000))
    with pytest.raises(WireError, match="at most"):
        list(held.feed("x"))
    flows = Channel(screens, "/c", "c")
    assert "".join(each.text for _ in range(50) for each in flows.feed(PLAIN))


def test_a_member_is_as_its_pointer_says(screens: Screens) -> None:
    made = outs(screens, '{"social_security_number": 536228726}')
    assert "".join(each.text for each in made) == '{"social_security_number": "<US_SSN>"}'
    pointers = [text.pointer for each in made if each.screening for text in each.screening.originals]
    assert "/c#/social_security_number" in pointers


def test_no_repr_holds_text(screens: Screens) -> None:
    assert "jane" not in repr(outs(screens, f"Ask {MAIL}."))


def findings(made: list[Out]) -> list[str]:
    screenings: list[Screening] = [each.screening for each in made if each.screening is not None]
    return [finding.label for each in screenings for finding in each.findings]


@pytest.mark.parametrize(
    "text", [f"{MAIL}\n" * 40, json.dumps([MAIL] * 40), json.dumps({"a": f"{MAIL} " * 40})]
)
def test_everything_found_is_told_once(screens: Screens, text: str) -> None:
    assert findings(outs(screens, text)) == findings(outs(screens, *text)) == ["EMAIL_ADDRESS"] * 40
