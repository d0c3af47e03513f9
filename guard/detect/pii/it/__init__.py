"""Identifiers of Italy."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.it.bank_account import IT_BANK_ACCOUNT
from guard.detect.pii.it.health_card import IT_HEALTH_CARD
from guard.detect.pii.it.license_plate import IT_LICENSE_PLATE
from guard.detect.pii.it.pod import IT_POD
from guard.detect.pii.it.rea import IT_REA
from guard.detect.pii.it.residence_permit import IT_RESIDENCE_PERMIT
from guard.detect.pii.it.stp_code import IT_STP_CODE

DETECTORS: tuple[PatternDetector, ...] = (
    IT_BANK_ACCOUNT,
    IT_HEALTH_CARD,
    IT_LICENSE_PLATE,
    IT_POD,
    IT_REA,
    IT_RESIDENCE_PERMIT,
    IT_STP_CODE,
)
