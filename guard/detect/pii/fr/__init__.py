"""Identifiers of France."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.fr.driving_licence import FR_DRIVING_LICENCE
from guard.detect.pii.fr.identity_card import FR_IDENTITY_CARD
from guard.detect.pii.fr.ine import FR_INE
from guard.detect.pii.fr.license_plate import FR_LICENSE_PLATE
from guard.detect.pii.fr.nir import FR_NIR
from guard.detect.pii.fr.passport import FR_PASSPORT
from guard.detect.pii.fr.rib import FR_RIB
from guard.detect.pii.fr.rpps import FR_RPPS
from guard.detect.pii.fr.siren import FR_SIREN
from guard.detect.pii.fr.siret import FR_SIRET
from guard.detect.pii.fr.spi import FR_SPI
from guard.detect.pii.fr.vat import FR_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    FR_DRIVING_LICENCE,
    FR_IDENTITY_CARD,
    FR_INE,
    FR_LICENSE_PLATE,
    FR_NIR,
    FR_PASSPORT,
    FR_RIB,
    FR_RPPS,
    FR_SIREN,
    FR_SIRET,
    FR_SPI,
    FR_VAT,
)
