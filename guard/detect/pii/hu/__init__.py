"""Identifiers of Hungary."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.hu.bank_account import HU_BANK_ACCOUNT
from guard.detect.pii.hu.company_number import HU_COMPANY_NUMBER
from guard.detect.pii.hu.driving_licence import HU_DRIVING_LICENCE
from guard.detect.pii.hu.identity_card import HU_IDENTITY_CARD
from guard.detect.pii.hu.passport import HU_PASSPORT
from guard.detect.pii.hu.personal_id import HU_PERSONAL_ID
from guard.detect.pii.hu.taj import HU_TAJ
from guard.detect.pii.hu.tax_id import HU_TAX_ID
from guard.detect.pii.hu.tax_number import HU_TAX_NUMBER

DETECTORS: tuple[PatternDetector, ...] = (
    HU_BANK_ACCOUNT,
    HU_COMPANY_NUMBER,
    HU_DRIVING_LICENCE,
    HU_IDENTITY_CARD,
    HU_PASSPORT,
    HU_PERSONAL_ID,
    HU_TAJ,
    HU_TAX_ID,
    HU_TAX_NUMBER,
)
