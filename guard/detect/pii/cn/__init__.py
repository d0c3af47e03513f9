"""Identifiers of China."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.cn.bank_card import CN_BANK_CARD
from guard.detect.pii.cn.passport import CN_PASSPORT
from guard.detect.pii.cn.resident_id import CN_RESIDENT_ID
from guard.detect.pii.cn.travel_permit import CN_TRAVEL_PERMIT
from guard.detect.pii.cn.uscc import CN_USCC
from guard.detect.pii.cn.vehicle_plate import CN_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    CN_BANK_CARD,
    CN_PASSPORT,
    CN_RESIDENT_ID,
    CN_TRAVEL_PERMIT,
    CN_USCC,
    CN_VEHICLE_PLATE,
)
