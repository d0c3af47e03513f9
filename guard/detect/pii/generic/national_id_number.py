"""National identity number or card of any country: formats differ, so a word must support it.

https://en.wikipedia.org/wiki/National_identification_number
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_START, _END = r"(?<![\w.,/$€£+-])", r"(?![\w-]|[.,/:][0-9])"
_NEXT = "[ .-][0-9]{2,8}"
_MORE = f"(?:{_NEXT})?"

NATIONAL_ID_NUMBER = PatternDetector(
    "NATIONAL_ID_NUMBER",
    [
        Pattern(rf"{_START}[A-Z]{{0,3}}[0-9]{{6,18}}[A-Z]{{0,2}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"{_START}[A-Z]{{0,2}}[0-9]{{1,6}}{_NEXT}{_MORE * 3}(?:[ -]?[0-9]|-?[A-Z])?{_END}",
            0.3,
            needs_context=True,
        ),
        Pattern(rf"{_START}(?=[A-Z]{{0,3}}[0-9])[A-Z0-9]{{9}}{_END}", 0.3, needs_context=True),
    ],
    context=(
        "national id",
        "national id number",
        "national identity number",
        "national identification number",
        "national identity card",
        "identity card number",
        "identity card",
        "id card number",
        "identity number",
        "identity document",
        "citizen id",
        "citizenship number",
        "personal id number",
        "government id",
        "personalausweis",
        "ausweisnummer",
        "carte d'identité",
        "pièce d'identité",
        "cédula",
        "cedula de identidad",
        "documento de identidad",
        "documento nacional de identidad",
        "carta d'identità",
        "documento d'identità",
        "cartão de cidadão",
        "bilhete de identidade",
        "identiteitskaart",
        "identiteitsbewijs",
        "dowód osobisty",
        "dowodu osobistego",
        "občanský průkaz",
        "személyi igazolvány",
        "carte de identitate",
        "kimlik no",
        "kimlik numarası",
        "удостоверение личности",
        "身份证",
        "身份证号",
        "身份证号码",
        "身分證字號",
        "マイナンバー",
        "個人番号",
        "주민등록번호",
        "nomor ktp",
        "nik",
        "رقم الهوية",
        "הזהות",
        "תעודת זהות",
    ),
    validate=number(digits=6),
    source="https://en.wikipedia.org/wiki/National_identification_number",
)
