"""Identifiers of Türkiye."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.tr.driving_licence import TR_DRIVING_LICENCE
from guard.detect.pii.tr.identity_card import TR_IDENTITY_CARD
from guard.detect.pii.tr.mersis import TR_MERSIS
from guard.detect.pii.tr.passport import TR_PASSPORT
from guard.detect.pii.tr.sgk import TR_SGK
from guard.detect.pii.tr.vkn import TR_VKN

DETECTORS: tuple[PatternDetector, ...] = (
    TR_DRIVING_LICENCE,
    TR_IDENTITY_CARD,
    TR_MERSIS,
    TR_PASSPORT,
    TR_SGK,
    TR_VKN,
)
