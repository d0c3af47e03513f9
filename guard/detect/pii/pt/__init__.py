"""Identifiers of Portugal."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.pt.citizen_card import PT_CITIZEN_CARD
from guard.detect.pii.pt.civil_id import PT_CIVIL_ID
from guard.detect.pii.pt.driving_licence import PT_DRIVING_LICENCE
from guard.detect.pii.pt.health_number import PT_HEALTH_NUMBER
from guard.detect.pii.pt.license_plate import PT_LICENSE_PLATE
from guard.detect.pii.pt.nib import PT_NIB
from guard.detect.pii.pt.nif import PT_NIF
from guard.detect.pii.pt.niss import PT_NISS
from guard.detect.pii.pt.passport import PT_PASSPORT
from guard.detect.pii.pt.vat import PT_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    PT_CITIZEN_CARD,
    PT_CIVIL_ID,
    PT_DRIVING_LICENCE,
    PT_HEALTH_NUMBER,
    PT_LICENSE_PLATE,
    PT_NIB,
    PT_NIF,
    PT_NISS,
    PT_PASSPORT,
    PT_VAT,
)
