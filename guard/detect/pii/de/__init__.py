"""Identifiers of Germany."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.de.bank_account import DE_BANK_ACCOUNT
from guard.detect.pii.de.bankleitzahl import DE_BANKLEITZAHL
from guard.detect.pii.de.betriebsnummer import DE_BETRIEBSNUMMER
from guard.detect.pii.de.efn import DE_EFN
from guard.detect.pii.de.eori import DE_EORI
from guard.detect.pii.de.glaeubiger_id import DE_GLAEUBIGER_ID
from guard.detect.pii.de.ik import DE_IK
from guard.detect.pii.de.residence_permit import DE_RESIDENCE_PERMIT
from guard.detect.pii.de.w_idnr import DE_W_IDNR

DETECTORS: tuple[PatternDetector, ...] = (
    DE_BANKLEITZAHL,
    DE_BANK_ACCOUNT,
    DE_BETRIEBSNUMMER,
    DE_EFN,
    DE_EORI,
    DE_GLAEUBIGER_ID,
    DE_IK,
    DE_RESIDENCE_PERMIT,
    DE_W_IDNR,
)
