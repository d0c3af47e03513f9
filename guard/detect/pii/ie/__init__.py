"""Identifiers of Ireland."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ie.bank_account import IE_BANK_ACCOUNT
from guard.detect.pii.ie.company_number import IE_COMPANY_NUMBER
from guard.detect.pii.ie.driving_licence import IE_DRIVING_LICENCE
from guard.detect.pii.ie.eircode import IE_EIRCODE
from guard.detect.pii.ie.license_plate import IE_LICENSE_PLATE
from guard.detect.pii.ie.passport import IE_PASSPORT
from guard.detect.pii.ie.pps import IE_PPS
from guard.detect.pii.ie.vat import IE_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    IE_BANK_ACCOUNT,
    IE_COMPANY_NUMBER,
    IE_DRIVING_LICENCE,
    IE_EIRCODE,
    IE_LICENSE_PLATE,
    IE_PASSPORT,
    IE_PPS,
    IE_VAT,
)
