"""Date of birth: the first date after words of birth in some twenty languages; the span is the date.

https://en.wikipedia.org/wiki/List_of_date_formats_by_country
"""

from guard.detect.patterns import Pattern, PatternDetector

_YEAR = "(?:18|19|20)[0-9]{2}"
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0?[1-9]|1[0-2])"
_WORD = r"[^\W\d_]{3,10}"
_TIME = r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9.]{2,6})?Z?)?"
_DAY_FIRST = rf"{_DAY}\s?[./-]\s?{_DAY}\s?[./-]\s?(?:{_YEAR}|[0-9]{{2}})"
_YEAR_FIRST = (
    rf"{_YEAR}(?:[./ -]\s?{_MONTH}[./ -]\s?{_DAY}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])){_TIME}"
)
_SPACED = rf"(?:{_DAY} {_MONTH} {_YEAR}|{_DAY}[a-z]{{3}}{_YEAR})"
_WITH_WORD = rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?(?: of| de)?[ -]{{1,2}}{_WORD}\.?,?(?: de| del)?[ -]{_YEAR}"
_WORD_FIRST = rf"{_WORD}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"
_EAST = rf"{_YEAR}\s?[年년]\s?{_MONTH}\s?[月월]\s?{_DAY}\s?[日일]?"
_DATE = rf"(?:{_EAST}|{_YEAR_FIRST}|{_WITH_WORD}|{_WORD_FIRST}|{_DAY_FIRST}|{_SPACED})"
_END = r"(?![\w]|[./:-][0-9])"

_EN = r"date[ _-]?of[ _-]?birth|birth[ _-]?dates?|birthday|d\.?o\.?b\.?|born"
_DE_NL = r"geburtsdatum|geburtstag|geb\.|geboren|geb\. ?am|geboortedatum|geb\.? ?dat\.?"
_NORTH = r"födelsedatum|född|fødselsdato|født|syntymäaika|syntynyt"
_FR = r"date de naissance|née? le|né\(e\) le|ddn"
_ES_PT = r"fecha de nacimiento|nacid[oa]|nació|f\. ?nac\.?|data de nascimento|nascid[oa]|nasceu"
_IT_RO = r"data di nascita|nat[oa] il|nat[oa] a|data nașterii|data nasterii|născut[ăa]?"
_EAST_EUROPE = r"data urodzenia|urodzon[yae]|ur\.|datum narození|narozen[aý]?|dátum narodenia"
_CYRILLIC = r"дата рождения|дата народження|родил(?:ся|ась)|родив(?:ся|лась)|дата на раждане"
_FAR = r"születési (?:idő|ideje|dátum)|doğum tarihi"
_OTHERS = r"ημερομηνία γέννησης|تاريخ الميلاد|תאריך לידה|जन्म ?तिथि|tanggal lahir|ngày sinh|วันเกิด"
_CJK = "生年月日|出生日期|出生年月日|出生[于於]|生于|生日|생년월일|誕生日"
_GAP = r"(?:[\"'|)\]:=*\s]{1,8}|[^0-9?!;.\n]{0,40}?)"


def _after(*labels: str) -> Pattern:
    return Pattern(rf"(?<![^\W_])(?:{'|'.join(labels)}){_GAP}(?<![\w.])({_DATE}){_END}", 0.6, group=1)


DATE_OF_BIRTH = PatternDetector(
    "DATE_OF_BIRTH",
    [
        _after(_EN),
        _after(_DE_NL, _NORTH),
        _after(_FR, _ES_PT, _IT_RO),
        _after(_EAST_EUROPE, _CYRILLIC, _FAR, _OTHERS),
        Pattern(rf"(?:{_CJK})[^0-9\n]{{0,4}}({_EAST}|{_YEAR_FIRST})(?![a-z0-9]|[./-][0-9])", 0.6, group=1),
        Pattern(rf"({_EAST})\s?(?:出生|生まれ|생)", 0.6, group=1),
        Pattern(
            rf"(?<![\w./-])({_DATE})\s?[(\[\u2013-]\s?(?:date of birth|dob|d\.o\.b\.|birth ?date)",
            0.6,
            group=1,
        ),
        Pattern(rf"\A{_DATE}\Z", 0.6, needs_context=True),
    ],
    context=(
        "dob",
        "date of birth",
        "birth date",
        "birthdate",
        "birthday",
        "birth day",
        "geburtsdatum",
        "geboortedatum",
        "date de naissance",
        "fecha de nacimiento",
        "fecha nacimiento",
        "data di nascita",
        "data de nascimento",
        "data nascimento",
        "data urodzenia",
        "födelsedatum",
        "fødselsdato",
        "syntymäaika",
        "doğum tarihi",
        "дата рождения",
        "生年月日",
        "出生日期",
        "생년월일",
    ),
    source="https://en.wikipedia.org/wiki/List_of_date_formats_by_country",
    default=True,
)
