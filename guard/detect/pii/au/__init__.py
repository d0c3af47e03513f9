"""Identifiers of Australia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.au.bank_account import AU_BANK_ACCOUNT
from guard.detect.pii.au.crn import AU_CRN
from guard.detect.pii.au.director_id import AU_DIRECTOR_ID
from guard.detect.pii.au.driving_licence import AU_DRIVING_LICENCE
from guard.detect.pii.au.ihi import AU_IHI
from guard.detect.pii.au.passport import AU_PASSPORT
from guard.detect.pii.au.vehicle_plate import AU_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    AU_BANK_ACCOUNT,
    AU_CRN,
    AU_DIRECTOR_ID,
    AU_DRIVING_LICENCE,
    AU_IHI,
    AU_PASSPORT,
    AU_VEHICLE_PLATE,
)
