"""Identifiers of Spain."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.es.bank_account import ES_BANK_ACCOUNT
from guard.detect.pii.es.cadastral_reference import ES_CADASTRAL_REFERENCE
from guard.detect.pii.es.cif import ES_CIF
from guard.detect.pii.es.cups import ES_CUPS
from guard.detect.pii.es.health_card import ES_HEALTH_CARD
from guard.detect.pii.es.id_support_number import ES_ID_SUPPORT_NUMBER
from guard.detect.pii.es.license_plate import ES_LICENSE_PLATE
from guard.detect.pii.es.social_security import ES_SOCIAL_SECURITY
from guard.detect.pii.es.vat import ES_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    ES_BANK_ACCOUNT,
    ES_CADASTRAL_REFERENCE,
    ES_CIF,
    ES_CUPS,
    ES_HEALTH_CARD,
    ES_ID_SUPPORT_NUMBER,
    ES_LICENSE_PLATE,
    ES_SOCIAL_SECURITY,
    ES_VAT,
)
