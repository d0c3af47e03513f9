"""Identifiers of Croatia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.hr.bank_account import HR_BANK_ACCOUNT
from guard.detect.pii.hr.driving_licence import HR_DRIVING_LICENCE
from guard.detect.pii.hr.identity_card import HR_IDENTITY_CARD
from guard.detect.pii.hr.jmbg import HR_JMBG
from guard.detect.pii.hr.mbo import HR_MBO
from guard.detect.pii.hr.mbs import HR_MBS
from guard.detect.pii.hr.oib import HR_OIB
from guard.detect.pii.hr.passport import HR_PASSPORT
from guard.detect.pii.hr.vehicle_plate import HR_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    HR_BANK_ACCOUNT,
    HR_DRIVING_LICENCE,
    HR_IDENTITY_CARD,
    HR_JMBG,
    HR_MBO,
    HR_MBS,
    HR_OIB,
    HR_PASSPORT,
    HR_VEHICLE_PLATE,
)
