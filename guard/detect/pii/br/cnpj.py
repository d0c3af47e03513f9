"""Brazilian company number (CNPJ): twelve signs and two check digits.

https://pt.wikipedia.org/wiki/Cadastro_Nacional_da_Pessoa_Jur%C3%ADdica
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[0-9A-Z]"

BR_CNPJ = PatternDetector(
    "BR_CNPJ",
    [
        Pattern(
            rf"(?<![\w./-]){_SIGN}{{2}}\.{_SIGN}{{3}}\.{_SIGN}{{3}}/{_SIGN}{{4}}-[0-9]{{2}}(?![\w-]|\.\w|/[0-9])",
            0.3,
            valid=1.0,
        ),
        # Bare, one in a hundred passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9A-Z]{12}[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])[0-9]{8}/[0-9]{4}-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
    ],
    context=("cnpj", "c.n.p.j", "cadastro nacional da pessoa jurídica", "cnpj/mf"),
    validate=stdnum("br.cnpj"),
    checks="mod 11 twice",
    default=True,
    source="https://pt.wikipedia.org/wiki/Cadastro_Nacional_da_Pessoa_Jur%C3%ADdica",
    country="br",
)
