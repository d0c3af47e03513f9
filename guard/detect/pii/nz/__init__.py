"""Identifiers of New Zealand."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.nz.bank_account import NZ_BANK_ACCOUNT
from guard.detect.pii.nz.driving_licence import NZ_DRIVING_LICENCE
from guard.detect.pii.nz.ird import NZ_IRD
from guard.detect.pii.nz.nhi import NZ_NHI
from guard.detect.pii.nz.nzbn import NZ_NZBN
from guard.detect.pii.nz.passport import NZ_PASSPORT
from guard.detect.pii.nz.vehicle_plate import NZ_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    NZ_BANK_ACCOUNT,
    NZ_DRIVING_LICENCE,
    NZ_IRD,
    NZ_NHI,
    NZ_NZBN,
    NZ_PASSPORT,
    NZ_VEHICLE_PLATE,
)
