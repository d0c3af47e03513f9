"""Brazilian personal number (CPF): nine digits and two check digits.

https://en.wikipedia.org/wiki/Cadastro_de_Pessoas_F%C3%ADsicas
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum.br import cpf

    # Eleven times the same digit passes the check, but is given to nobody.
    return len(set(cpf.compact(number))) > 1 and cpf.is_valid(number)


BR_CPF = PatternDetector(
    "BR_CPF",
    [
        Pattern(r"(?<![\w./-])[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        Pattern(r"(?<![\w./-])[0-9]{9}-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.38),
        # Mobile numbers have eleven digits too, and one in a hundred passes the check.
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("cpf", "c.p.f", "cadastro de pessoas físicas", "cadastro de pessoa física", "cpf/mf"),
    validate=_valid,
    checks="mod 11 twice",
    default=True,
    source="https://en.wikipedia.org/wiki/Cadastro_de_Pessoas_F%C3%ADsicas",
    country="br",
)
