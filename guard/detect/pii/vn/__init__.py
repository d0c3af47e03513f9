"""Identifiers of Vietnam."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.vn.cccd import VN_CCCD
from guard.detect.pii.vn.cmnd import VN_CMND
from guard.detect.pii.vn.health_insurance import VN_HEALTH_INSURANCE
from guard.detect.pii.vn.mst import VN_MST
from guard.detect.pii.vn.passport import VN_PASSPORT
from guard.detect.pii.vn.social_insurance import VN_SOCIAL_INSURANCE
from guard.detect.pii.vn.vehicle_plate import VN_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    VN_CCCD,
    VN_CMND,
    VN_HEALTH_INSURANCE,
    VN_MST,
    VN_PASSPORT,
    VN_SOCIAL_INSURANCE,
    VN_VEHICLE_PLATE,
)
