"""Identifiers of Luxembourg."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.lu.driving_licence import LU_DRIVING_LICENCE
from guard.detect.pii.lu.license_plate import LU_LICENSE_PLATE
from guard.detect.pii.lu.national_id import LU_NATIONAL_ID
from guard.detect.pii.lu.passport import LU_PASSPORT
from guard.detect.pii.lu.rcs import LU_RCS
from guard.detect.pii.lu.vat import LU_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    LU_DRIVING_LICENCE,
    LU_LICENSE_PLATE,
    LU_NATIONAL_ID,
    LU_PASSPORT,
    LU_RCS,
    LU_VAT,
)
