"""Age of a person in years, in words that say so; buildings and pets have ages too.

https://en.wikipedia.org/wiki/Ageing
"""

from guard.detect.patterns import Pattern, PatternDetector

_YEARS = "(?:1[01][0-9]|[1-9][0-9]|[1-9])"
_START = r"(?<![\w.,$€£/:-])"
_UNITS_EN = r"(?:[ -]?years?|[ -]?yrs?\.?)[ -](?:old|of age)|[ -]?y\.?/?o\.?|[ -]year[ -]olds?"
_UNITS = r"jahre? alt|jährige[rnms]?|ans révolus|años de edad|anni di età|anos de idade"
_UNITS_NORTH = r"jaar oud|år gammal|år gammel|vuotta vanha"
_NAMES = "age|alter|âge|edad|età|idade|leeftijd|wiek|возраст|ålder|alder"
_BEFORE_ANS = r"âgée? de|j['\u2019]ai|a|il a|elle a|ayant"
_BEFORE_ANOS = r"tengo|tiene|tem|tenho|edad de|idade de|ho|ha|di"
_BEFORE_LAT = r"mam|ma|lat|wieku|мне|ему|ей|возрасте"

AGE = PatternDetector(
    "AGE",
    [
        Pattern(rf"{_START}{_YEARS}(?:{_UNITS_EN})(?!\w)", 0.5),
        Pattern(rf"{_START}{_YEARS}[ -]?(?:{_UNITS}|{_UNITS_NORTH})(?!\w)", 0.5),
        Pattern(rf"(?<!\w)(?:aged|at the age of|age of)\s({_YEARS})(?![\w%-]|[.,/:][0-9])", 0.5, group=1),
        Pattern(
            rf"(?<![^\W_])(?:{_NAMES})[\"']?\s?[:=]\s?[\"']?({_YEARS})(?![\w%-]|[.,/:][0-9])",
            0.5,
            group=1,
        ),
        Pattern(rf"(?<!\w)(?:{_BEFORE_ANS}) ({_YEARS} ans)(?!\w)", 0.5, group=1),
        Pattern(rf"(?<!\w)(?:{_BEFORE_ANOS}) ({_YEARS} (?:años|anos|anni))(?!\w)", 0.5, group=1),
        Pattern(rf"(?<!\w)(?:{_BEFORE_LAT}) ({_YEARS} (?:lata?|лет|года?))(?!\w)", 0.5, group=1),
        Pattern(rf"(?<![0-9.]){_YEARS}\s?(?:歳|岁|歲|세(?!기)|살(?!\w))", 0.5),
        Pattern(rf"\A{_YEARS}\Z", 0.3, needs_context=True),
    ],
    context=(
        "age",
        "alter",
        "âge",
        "edad",
        "età",
        "idade",
        "leeftijd",
        "wiek",
        "возраст",
        "ålder",
        "alder",
        "年齢",
        "年龄",
    ),
    source="https://en.wikipedia.org/wiki/Ageing",
)
