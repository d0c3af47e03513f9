"""Identifiers of the Netherlands."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.nl.bank_account import NL_BANK_ACCOUNT
from guard.detect.pii.nl.big_number import NL_BIG_NUMBER
from guard.detect.pii.nl.bsn import NL_BSN
from guard.detect.pii.nl.driving_licence import NL_DRIVING_LICENCE
from guard.detect.pii.nl.identity_card import NL_IDENTITY_CARD
from guard.detect.pii.nl.kvk import NL_KVK
from guard.detect.pii.nl.license_plate import NL_LICENSE_PLATE
from guard.detect.pii.nl.onderwijsnummer import NL_ONDERWIJSNUMMER
from guard.detect.pii.nl.passport import NL_PASSPORT
from guard.detect.pii.nl.rsin import NL_RSIN
from guard.detect.pii.nl.vat import NL_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    NL_BANK_ACCOUNT,
    NL_BIG_NUMBER,
    NL_BSN,
    NL_DRIVING_LICENCE,
    NL_IDENTITY_CARD,
    NL_KVK,
    NL_LICENSE_PLATE,
    NL_ONDERWIJSNUMMER,
    NL_PASSPORT,
    NL_RSIN,
    NL_VAT,
)
