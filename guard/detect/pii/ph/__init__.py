"""Identifiers of the Philippines."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ph.driving_licence import PH_DRIVING_LICENCE
from guard.detect.pii.ph.pagibig import PH_PAGIBIG
from guard.detect.pii.ph.philhealth import PH_PHILHEALTH
from guard.detect.pii.ph.philsys import PH_PHILSYS
from guard.detect.pii.ph.sss import PH_SSS

DETECTORS: tuple[PatternDetector, ...] = (
    PH_DRIVING_LICENCE,
    PH_PAGIBIG,
    PH_PHILHEALTH,
    PH_PHILSYS,
    PH_SSS,
)
