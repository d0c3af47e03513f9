"""Identifiers of Peru."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.pe.bank_account import PE_BANK_ACCOUNT
from guard.detect.pii.pe.dni import PE_DNI
from guard.detect.pii.pe.driving_licence import PE_DRIVING_LICENCE
from guard.detect.pii.pe.foreigner_card import PE_FOREIGNER_CARD
from guard.detect.pii.pe.passport import PE_PASSPORT
from guard.detect.pii.pe.ruc import PE_RUC
from guard.detect.pii.pe.vehicle_plate import PE_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    PE_BANK_ACCOUNT,
    PE_DNI,
    PE_DRIVING_LICENCE,
    PE_FOREIGNER_CARD,
    PE_PASSPORT,
    PE_RUC,
    PE_VEHICLE_PLATE,
)
