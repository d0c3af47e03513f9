"""Characters read for what they are alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.fold import characters
from guard.fold.view import How, View


def edits(text: str) -> Any:
    return characters.plain(text, characters.odd(text))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("４１１１", "4111"),
        ("ｊａｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "jane@example.org"),
        ("𝟒𝟏𝟏𝟏", "4111"),
        ("①②③", "123"),
        ("❶❷", "12"),
        ("٤١١١", "4111"),
        ("۴۱۱۱", "4111"),
        ("४१११", "4111"),
        ("⁴¹¹¹", "4111"),
        ("₄₁₁₁", "4111"),
        ("𝓴𝓲𝓵𝓵", "kill"),
        ("ᴋɪʟʟ", "kill"),
        ("🅺🅸🅻🅻", "KILL"),
        ("🅚🅘🅛🅛", "KILL"),
        ("Ⓚⓘⓛⓛ", "Kill"),
        ("ﬁne", "fine"),
        ("ﾊﾞｶ", "バカ"),
        ("k\u200bi\u200cl\u2060l", "kill"),
        ("k\u00adi\ufeffl\u200dl", "kill"),
        ("k\u202ei\u2066l\u2069l", "kill"),
        ("k\ufe0fi\U000e0101l\u034fl", "kill"),
        ("ki\U000e0061ll", "kill"),
        ("k\x00i\x1bl\x7fl", "kill"),
        ("те\u200bст", "тест"),
        ("傻\u200b瓜", "傻瓜"),
        ("k\u0336i\u0336l\u0336l\u0336", "kill"),
        ("k" + "\u0336\u0329" * 60 + "i", "ki"),
        ("4\ufe0f\u20e31\ufe0f\u20e3", "41"),
        ("cafe\u0301", "café"),
        ("и\u0306", "й"),
        ("Donau\u00addampf", "Donaudampf"),
    ],
)
def test_what_looks_like_something_else(reader: Any, text: str, reading: str):
    assert reader.read(text, edits(text)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "naïve café Łódź ÿ",
        "“curly” ‘quotes’ — dash… ½ ™ № 5 ºC 20 °C",
        "m² and x³",
        "Привет, мир",
        "Ἀθῆναι ελληνικά",
        "می\u200cخواهم کتاب\u200cها",
        "PDF\u200cها",
        "क्\u200dष",
        "👩\u200d💻 ❤️ 🏳️\u200d🌈 ©️",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שָׁלוֹם",
        "مُحَمَّد",
        "หนองบัวลำภู",
        "ភាសា\u200bខ្មែរ",
        "（東京）、「大阪」！？",
        "ㅋㅋㅋ 안녕",
        "∑ x ≤ ∞, α ∈ Ω",
        "日本語\u3000二",
        "\t\r\n\x0b\x0c",
    ],
)
def test_honest_text_stays(reader: Any, text: str):
    assert reader.read(text, edits(text)) == text


def test_a_value_keeps_its_place(reader: Any):
    text = "x\u200b ４１\u200b１１ ﬁ"
    assert reader.origin(text, edits(text), "4111") == "４１\u200b１１"
    assert reader.origin(text, edits(text), "i") == "ﬁ"


def test_what_tag_characters_spell(reader: Any):
    text = "hi\U000e0053\U000e0053\U000e004e!"
    found = list(characters.hidden(text, characters.odd(text)))
    assert reader.read(text, found) == "hi\nSSN\n!"
    assert reader.origin(text, found, "S") == "\U000e0053"


def test_a_region_in_a_flag_is_not_hidden_text():
    text = "🏴\U000e0067\U000e0062\U000e007f"
    assert list(characters.hidden(text, characters.odd(text))) == []


@given(st.text(st.sampled_from("4１٤𝟒①kｋ𝓴 -"), max_size=30), st.data())
def test_one_for_one_the_original_folds_to_the_reading(text: str, data: st.DataObject):
    view = View(text).edited(edits(text), How.FOLDED)
    if view is None:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = text[slice(*view.span(start, end))]
    again = View(part).edited(edits(part), How.FOLDED)
    assert (again.text if again else part) == view.text[start:end]
