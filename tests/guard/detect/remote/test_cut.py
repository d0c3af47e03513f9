"""Long texts in pieces: nothing is left out, every piece is where it says, and cuts are at spaces."""

from hypothesis import given
from hypothesis import strategies as st

from guard.detect.remote.cut import Piece, cut

TEXTS = st.text(st.sampled_from("ab \n\U0001f600"), max_size=120)


@given(TEXTS, st.integers(0, 20))
def test_pieces_cover_the_text_and_stand_where_they_say(text: str, longest: int):
    pieces = list(cut(3, text, longest))
    covered = 0
    for piece in pieces:
        assert piece.index == 3
        assert text[piece.start : piece.start + len(piece.value)] == piece.value
        assert piece.start <= covered
        assert not longest or len(piece.value) <= longest
        covered = max(covered, piece.start + len(piece.value))
    assert covered == len(text)
    assert [each.start for each in pieces] == sorted({each.start for each in pieces})


@given(st.lists(st.text(st.sampled_from("ab"), min_size=1, max_size=10), max_size=60), st.integers(50, 100))
def test_words_stay_whole(words: list[str], longest: int):
    text = " ".join(words)
    for piece in cut(0, text, longest):
        assert piece.value.split() == [word for word in piece.value.split() if word in words], (
            "a piece begins or ends inside a word"
        )
        assert piece.start == 0 or text[piece.start - 1] == " "


def test_what_stands_across_a_cut_is_whole_in_one_piece():
    text = "word " * 150 + "the phrase that matters " + "word " * 200
    pieces = list(cut(0, text, 762))
    assert len(pieces) > 2
    assert text[750:762].startswith("the phrase t")  # the first cut goes through it
    assert any("the phrase that matters" in piece.value for piece in pieces)


def test_a_short_text_is_one_piece():
    assert list(cut(1, "abc", 3)) == [Piece(1, 0, "abc")]
    assert list(cut(1, "abc" * 1000, 0)) == [Piece(1, 0, "abc" * 1000)]
    assert list(cut(1, "", 3)) == [Piece(1, 0, "")]


def test_a_text_without_spaces_is_cut_all_the_same():
    pieces = list(cut(0, "x" * 1000, 100))
    assert [len(each.value) for each in pieces[:2]] == [100, 100]
    assert pieces[1].start == 75


def test_no_piece_shows_what_it_holds():
    assert "canary" not in repr(Piece(0, 0, "canary"))
