"""Identifiers of India."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.in_.abha import IN_ABHA
from guard.detect.pii.in_.bank_account import IN_BANK_ACCOUNT
from guard.detect.pii.in_.cin import IN_CIN
from guard.detect.pii.in_.driving_licence import IN_DRIVING_LICENCE
from guard.detect.pii.in_.ifsc import IN_IFSC
from guard.detect.pii.in_.tan import IN_TAN
from guard.detect.pii.in_.uan import IN_UAN
from guard.detect.pii.in_.upi_id import IN_UPI_ID
from guard.detect.pii.in_.vid import IN_VID

DETECTORS: tuple[PatternDetector, ...] = (
    IN_ABHA,
    IN_BANK_ACCOUNT,
    IN_CIN,
    IN_DRIVING_LICENCE,
    IN_IFSC,
    IN_TAN,
    IN_UAN,
    IN_UPI_ID,
    IN_VID,
)
