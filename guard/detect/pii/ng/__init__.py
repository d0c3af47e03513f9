"""Identifiers of Nigeria."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ng.bank_account import NG_BANK_ACCOUNT
from guard.detect.pii.ng.bvn import NG_BVN
from guard.detect.pii.ng.driving_licence import NG_DRIVING_LICENCE
from guard.detect.pii.ng.passport import NG_PASSPORT
from guard.detect.pii.ng.rc_number import NG_RC_NUMBER
from guard.detect.pii.ng.tin import NG_TIN
from guard.detect.pii.ng.voter import NG_VOTER

DETECTORS: tuple[PatternDetector, ...] = (
    NG_BANK_ACCOUNT,
    NG_BVN,
    NG_DRIVING_LICENCE,
    NG_PASSPORT,
    NG_RC_NUMBER,
    NG_TIN,
    NG_VOTER,
)
