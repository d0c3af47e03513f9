"""Bank account number of any country: six to seventeen digits, so a word must support it.

https://en.wikipedia.org/wiki/Bank_account
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_START, _END = r"(?<![\w.,/$€£+-])", r"(?![\w-]|[.,/:][0-9]| ?(?:[%€$]|dollars|euros?|usd|eur|pounds))"
_NEXT = "[ -][0-9]{2,10}"
_MORE = f"(?:{_NEXT})?"

BANK_ACCOUNT_NUMBER = PatternDetector(
    "BANK_ACCOUNT_NUMBER",
    [
        Pattern(rf"(?<!\w)(?:acct|acc|a/c)\.?\s?[#:]\s?([0-9]{{6,18}}){_END}", 0.6, group=1),
        Pattern(rf"{_START}[0-9]{{6,18}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"{_START}(?<![0-9] )[0-9]{{2,6}}{_NEXT}{_MORE * 4}(?:[ -][0-9])?{_END}",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "account number",
        "account no",
        "account nr",
        "account num",
        "acct number",
        "acct no",
        "acc no",
        "a/c no",
        "a/c number",
        "bank account",
        "checking account",
        "savings account",
        "bankkonto",
        "kontonummer",
        "konto nr",
        "numéro de compte",
        "compte bancaire",
        "número de cuenta",
        "cuenta bancaria",
        "número de conta",
        "número da conta",
        "conta bancária",
        "conta corrente",
        "conto corrente",
        "numero di conto",
        "numero conto",
        "rekeningnummer",
        "bankrekening",
        "numer konta",
        "numer rachunku",
        "hesap numarası",
        "bankszámlaszám",
        "номер счета",
        "номер счёта",
        "银行账号",
        "银行卡号",
        "口座番号",
        "계좌번호",
        "رقم الحساب",
    ),
    validate=number(digits=6),
    source="https://en.wikipedia.org/wiki/Bank_account",
)
