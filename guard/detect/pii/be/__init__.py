"""Identifiers of Belgium."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.be.bank_account import BE_BANK_ACCOUNT
from guard.detect.pii.be.driving_licence import BE_DRIVING_LICENCE
from guard.detect.pii.be.enterprise_number import BE_ENTERPRISE_NUMBER
from guard.detect.pii.be.identity_card import BE_IDENTITY_CARD
from guard.detect.pii.be.license_plate import BE_LICENSE_PLATE
from guard.detect.pii.be.national_number import BE_NATIONAL_NUMBER
from guard.detect.pii.be.passport import BE_PASSPORT
from guard.detect.pii.be.riziv import BE_RIZIV
from guard.detect.pii.be.vat import BE_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    BE_BANK_ACCOUNT,
    BE_DRIVING_LICENCE,
    BE_ENTERPRISE_NUMBER,
    BE_IDENTITY_CARD,
    BE_LICENSE_PLATE,
    BE_NATIONAL_NUMBER,
    BE_PASSPORT,
    BE_RIZIV,
    BE_VAT,
)
