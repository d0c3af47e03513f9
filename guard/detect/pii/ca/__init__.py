"""Identifiers of Canada."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ca.bank_account import CA_BANK_ACCOUNT
from guard.detect.pii.ca.bc_phn import CA_BC_PHN
from guard.detect.pii.ca.business_number import CA_BUSINESS_NUMBER
from guard.detect.pii.ca.driving_licence import CA_DRIVING_LICENCE
from guard.detect.pii.ca.health_number import CA_HEALTH_NUMBER
from guard.detect.pii.ca.ohip import CA_OHIP
from guard.detect.pii.ca.passport import CA_PASSPORT
from guard.detect.pii.ca.pr_card import CA_PR_CARD
from guard.detect.pii.ca.qst_number import CA_QST_NUMBER
from guard.detect.pii.ca.ramq import CA_RAMQ
from guard.detect.pii.ca.uci import CA_UCI
from guard.detect.pii.ca.vehicle_plate import CA_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    CA_BANK_ACCOUNT,
    CA_BC_PHN,
    CA_BUSINESS_NUMBER,
    CA_DRIVING_LICENCE,
    CA_HEALTH_NUMBER,
    CA_OHIP,
    CA_PASSPORT,
    CA_PR_CARD,
    CA_QST_NUMBER,
    CA_RAMQ,
    CA_UCI,
    CA_VEHICLE_PLATE,
)
