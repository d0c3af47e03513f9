"""What the stand-in says, and how it is cut for streams."""

from hypothesis import given
from hypothesis import strategies as st

from guard.standin.said import pieces, quoted, text_of, words


def test_a_token_stands_there_twice_and_is_turned_back_once() -> None:
    assert quoted("<A_1>").count("<A_1>") == 1
    assert quoted("<A_1>").count("\u2039A_1\u203a") == 1


def test_what_is_no_string_is_written_as_json() -> None:
    assert (text_of("a"), text_of(["é"]), text_of(None)) == ("a", '["é"]', "null")


@given(st.text())
def test_pieces_make_the_text(text: str) -> None:
    assert "".join(words(text)) == "".join(pieces(text)) == text
