"""Identifiers of the United States."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.us.atin import US_ATIN
from guard.detect.pii.us.edipi import US_EDIPI
from guard.detect.pii.us.ein import US_EIN
from guard.detect.pii.us.hicn import US_HICN
from guard.detect.pii.us.i94_number import US_I94_NUMBER
from guard.detect.pii.us.known_traveler_number import US_KNOWN_TRAVELER_NUMBER
from guard.detect.pii.us.medicaid_id import US_MEDICAID_ID
from guard.detect.pii.us.ptin import US_PTIN
from guard.detect.pii.us.routing_and_account import US_ROUTING_AND_ACCOUNT
from guard.detect.pii.us.sevis_id import US_SEVIS_ID
from guard.detect.pii.us.ssn_last4 import US_SSN_LAST4
from guard.detect.pii.us.upin import US_UPIN
from guard.detect.pii.us.uscis_number import US_USCIS_NUMBER
from guard.detect.pii.us.uscis_receipt import US_USCIS_RECEIPT
from guard.detect.pii.us.vehicle_plate import US_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    US_ATIN,
    US_EDIPI,
    US_EIN,
    US_HICN,
    US_I94_NUMBER,
    US_KNOWN_TRAVELER_NUMBER,
    US_MEDICAID_ID,
    US_PTIN,
    US_ROUTING_AND_ACCOUNT,
    US_SEVIS_ID,
    US_SSN_LAST4,
    US_UPIN,
    US_USCIS_NUMBER,
    US_USCIS_RECEIPT,
    US_VEHICLE_PLATE,
)
