"""Chilean personal and tax number (RUN, RUT): seven or eight digits and a check digit or K.

https://es.wikipedia.org/wiki/Rol_%C3%9Anico_Tributario
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CL_RUT = PatternDetector(
    "CL_RUT",
    [
        Pattern(r"(?<![\w./-])[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9K](?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        Pattern(
            r"(?<![\w./-])(?:[1-9][0-9]{6}|[1-35-9][0-9]{7})-[0-9K](?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6
        ),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{7,8}[0-9K](?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rut",
        "r.u.t",
        "r.u.n",
        "run chileno",
        "rol único tributario",
        "rol único nacional",
        "cédula de identidad",
        "cedula de identidad",
    ),
    validate=stdnum("cl.rut"),
    checks="mod 11",
    source="https://es.wikipedia.org/wiki/Rol_%C3%9Anico_Tributario",
    country="cl",
)
