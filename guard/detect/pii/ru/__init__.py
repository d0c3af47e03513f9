"""Identifiers of Russia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ru.bank_account import RU_BANK_ACCOUNT
from guard.detect.pii.ru.driving_licence import RU_DRIVING_LICENCE
from guard.detect.pii.ru.health_insurance import RU_HEALTH_INSURANCE
from guard.detect.pii.ru.inn import RU_INN
from guard.detect.pii.ru.international_passport import RU_INTERNATIONAL_PASSPORT
from guard.detect.pii.ru.ogrn import RU_OGRN
from guard.detect.pii.ru.passport import RU_PASSPORT
from guard.detect.pii.ru.snils import RU_SNILS
from guard.detect.pii.ru.vehicle_plate import RU_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    RU_BANK_ACCOUNT,
    RU_DRIVING_LICENCE,
    RU_HEALTH_INSURANCE,
    RU_INN,
    RU_INTERNATIONAL_PASSPORT,
    RU_OGRN,
    RU_PASSPORT,
    RU_SNILS,
    RU_VEHICLE_PLATE,
)
