"""Identifiers of Austria."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.at.company_register import AT_COMPANY_REGISTER
from guard.detect.pii.at.driving_licence import AT_DRIVING_LICENCE
from guard.detect.pii.at.health_card import AT_HEALTH_CARD
from guard.detect.pii.at.license_plate import AT_LICENSE_PLATE
from guard.detect.pii.at.passport import AT_PASSPORT
from guard.detect.pii.at.social_security import AT_SOCIAL_SECURITY
from guard.detect.pii.at.tax_number import AT_TAX_NUMBER
from guard.detect.pii.at.vat import AT_VAT
from guard.detect.pii.at.zvr import AT_ZVR

DETECTORS: tuple[PatternDetector, ...] = (
    AT_COMPANY_REGISTER,
    AT_DRIVING_LICENCE,
    AT_HEALTH_CARD,
    AT_LICENSE_PLATE,
    AT_PASSPORT,
    AT_SOCIAL_SECURITY,
    AT_TAX_NUMBER,
    AT_VAT,
    AT_ZVR,
)
