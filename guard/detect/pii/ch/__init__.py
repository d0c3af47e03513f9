"""Identifiers of Switzerland."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ch.ahv import CH_AHV
from guard.detect.pii.ch.driving_licence import CH_DRIVING_LICENCE
from guard.detect.pii.ch.health_card import CH_HEALTH_CARD
from guard.detect.pii.ch.identity_card import CH_IDENTITY_CARD
from guard.detect.pii.ch.license_plate import CH_LICENSE_PLATE
from guard.detect.pii.ch.passport import CH_PASSPORT
from guard.detect.pii.ch.postal_account import CH_POSTAL_ACCOUNT
from guard.detect.pii.ch.uid import CH_UID
from guard.detect.pii.ch.vat import CH_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    CH_AHV,
    CH_DRIVING_LICENCE,
    CH_HEALTH_CARD,
    CH_IDENTITY_CARD,
    CH_LICENSE_PLATE,
    CH_PASSPORT,
    CH_POSTAL_ACCOUNT,
    CH_UID,
    CH_VAT,
)
