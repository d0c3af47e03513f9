"""Identifiers of Poland."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.pl.bank_account import PL_BANK_ACCOUNT
from guard.detect.pii.pl.driving_licence import PL_DRIVING_LICENCE
from guard.detect.pii.pl.identity_card import PL_IDENTITY_CARD
from guard.detect.pii.pl.krs import PL_KRS
from guard.detect.pii.pl.nip import PL_NIP
from guard.detect.pii.pl.passport import PL_PASSPORT
from guard.detect.pii.pl.regon import PL_REGON
from guard.detect.pii.pl.vehicle_plate import PL_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    PL_BANK_ACCOUNT,
    PL_DRIVING_LICENCE,
    PL_IDENTITY_CARD,
    PL_KRS,
    PL_NIP,
    PL_PASSPORT,
    PL_REGON,
    PL_VEHICLE_PLATE,
)
