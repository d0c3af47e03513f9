"""Identifiers of Norway."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.no.driving_licence import NO_DRIVING_LICENCE
from guard.detect.pii.no.duf_number import NO_DUF_NUMBER
from guard.detect.pii.no.fh_number import NO_FH_NUMBER
from guard.detect.pii.no.fodselsnummer import NO_FODSELSNUMMER
from guard.detect.pii.no.hpr_number import NO_HPR_NUMBER
from guard.detect.pii.no.kontonummer import NO_KONTONUMMER
from guard.detect.pii.no.orgnr import NO_ORGNR
from guard.detect.pii.no.passport import NO_PASSPORT
from guard.detect.pii.no.vat import NO_VAT
from guard.detect.pii.no.vehicle_plate import NO_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    NO_DRIVING_LICENCE,
    NO_DUF_NUMBER,
    NO_FH_NUMBER,
    NO_FODSELSNUMMER,
    NO_HPR_NUMBER,
    NO_KONTONUMMER,
    NO_ORGNR,
    NO_PASSPORT,
    NO_VAT,
    NO_VEHICLE_PLATE,
)
