"""Identifiers that belong to no country."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.generic.advertising_id import ADVERTISING_ID
from guard.detect.pii.generic.age import AGE
from guard.detect.pii.generic.bank_account_number import BANK_ACCOUNT_NUMBER
from guard.detect.pii.generic.bic_code import BIC_CODE
from guard.detect.pii.generic.bitcoin_cash_address import BITCOIN_CASH_ADDRESS
from guard.detect.pii.generic.card_expiry import CARD_EXPIRY
from guard.detect.pii.generic.card_security_code import CARD_SECURITY_CODE
from guard.detect.pii.generic.card_track_data import CARD_TRACK_DATA
from guard.detect.pii.generic.cardano_address import CARDANO_ADDRESS
from guard.detect.pii.generic.coordinates import COORDINATES
from guard.detect.pii.generic.cosmos_address import COSMOS_ADDRESS
from guard.detect.pii.generic.cusip import CUSIP
from guard.detect.pii.generic.date_of_birth import DATE_OF_BIRTH
from guard.detect.pii.generic.device_serial_number import DEVICE_SERIAL_NUMBER
from guard.detect.pii.generic.dogecoin_address import DOGECOIN_ADDRESS
from guard.detect.pii.generic.driver_license_number import DRIVER_LICENSE_NUMBER
from guard.detect.pii.generic.email_international import EMAIL_INTERNATIONAL
from guard.detect.pii.generic.eth_address import ETH_ADDRESS
from guard.detect.pii.generic.figi import FIGI
from guard.detect.pii.generic.health_insurance_id import HEALTH_INSURANCE_ID
from guard.detect.pii.generic.iban_any_case import IBAN_ANY_CASE
from guard.detect.pii.generic.iccid import ICCID
from guard.detect.pii.generic.icd10_code import ICD10_CODE
from guard.detect.pii.generic.imei import IMEI
from guard.detect.pii.generic.imeisv import IMEISV
from guard.detect.pii.generic.imsi import IMSI
from guard.detect.pii.generic.isin import ISIN
from guard.detect.pii.generic.isni import ISNI
from guard.detect.pii.generic.lei import LEI
from guard.detect.pii.generic.license_plate_number import LICENSE_PLATE_NUMBER
from guard.detect.pii.generic.litecoin_address import LITECOIN_ADDRESS
from guard.detect.pii.generic.medical_record_number import MEDICAL_RECORD_NUMBER
from guard.detect.pii.generic.monero_address import MONERO_ADDRESS
from guard.detect.pii.generic.mrz import MRZ
from guard.detect.pii.generic.national_id_number import NATIONAL_ID_NUMBER
from guard.detect.pii.generic.orcid import ORCID
from guard.detect.pii.generic.passport_number import PASSPORT_NUMBER
from guard.detect.pii.generic.polkadot_address import POLKADOT_ADDRESS
from guard.detect.pii.generic.ripple_address import RIPPLE_ADDRESS
from guard.detect.pii.generic.sedol import SEDOL
from guard.detect.pii.generic.solana_address import SOLANA_ADDRESS
from guard.detect.pii.generic.stellar_address import STELLAR_ADDRESS
from guard.detect.pii.generic.tax_id_number import TAX_ID_NUMBER
from guard.detect.pii.generic.tron_address import TRON_ADDRESS
from guard.detect.pii.generic.url_with_token import URL_WITH_TOKEN
from guard.detect.pii.generic.vin import VIN

DETECTORS: tuple[PatternDetector, ...] = (
    ADVERTISING_ID,
    AGE,
    BANK_ACCOUNT_NUMBER,
    BIC_CODE,
    BITCOIN_CASH_ADDRESS,
    CARD_EXPIRY,
    CARD_SECURITY_CODE,
    CARD_TRACK_DATA,
    CARDANO_ADDRESS,
    COORDINATES,
    COSMOS_ADDRESS,
    CUSIP,
    DATE_OF_BIRTH,
    DEVICE_SERIAL_NUMBER,
    DOGECOIN_ADDRESS,
    DRIVER_LICENSE_NUMBER,
    EMAIL_INTERNATIONAL,
    ETH_ADDRESS,
    FIGI,
    HEALTH_INSURANCE_ID,
    IBAN_ANY_CASE,
    ICCID,
    ICD10_CODE,
    IMEI,
    IMEISV,
    IMSI,
    ISIN,
    ISNI,
    LEI,
    LICENSE_PLATE_NUMBER,
    LITECOIN_ADDRESS,
    MEDICAL_RECORD_NUMBER,
    MONERO_ADDRESS,
    MRZ,
    NATIONAL_ID_NUMBER,
    ORCID,
    PASSPORT_NUMBER,
    POLKADOT_ADDRESS,
    RIPPLE_ADDRESS,
    SEDOL,
    SOLANA_ADDRESS,
    STELLAR_ADDRESS,
    TAX_ID_NUMBER,
    TRON_ADDRESS,
    URL_WITH_TOKEN,
    VIN,
)
