"""Identifiers of the United Arab Emirates."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ae.emirates_id import AE_EMIRATES_ID
from guard.detect.pii.ae.passport import AE_PASSPORT
from guard.detect.pii.ae.residence_permit import AE_RESIDENCE_PERMIT
from guard.detect.pii.ae.trade_licence import AE_TRADE_LICENCE
from guard.detect.pii.ae.trn import AE_TRN
from guard.detect.pii.ae.vehicle_plate import AE_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    AE_EMIRATES_ID,
    AE_PASSPORT,
    AE_RESIDENCE_PERMIT,
    AE_TRADE_LICENCE,
    AE_TRN,
    AE_VEHICLE_PLATE,
)
