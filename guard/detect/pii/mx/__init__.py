"""Identifiers of Mexico."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.mx.clabe import MX_CLABE
from guard.detect.pii.mx.curp import MX_CURP
from guard.detect.pii.mx.nss import MX_NSS
from guard.detect.pii.mx.passport import MX_PASSPORT
from guard.detect.pii.mx.rfc import MX_RFC
from guard.detect.pii.mx.voter_id import MX_VOTER_ID

DETECTORS: tuple[PatternDetector, ...] = (
    MX_CLABE,
    MX_CURP,
    MX_NSS,
    MX_PASSPORT,
    MX_RFC,
    MX_VOTER_ID,
)
