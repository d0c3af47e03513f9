"""Identifiers of the United Kingdom."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.uk.bank_account import UK_BANK_ACCOUNT
from guard.detect.pii.uk.brp import UK_BRP
from guard.detect.pii.uk.chi import UK_CHI
from guard.detect.pii.uk.company_number import UK_COMPANY_NUMBER
from guard.detect.pii.uk.gmc_number import UK_GMC_NUMBER
from guard.detect.pii.uk.mpan import UK_MPAN
from guard.detect.pii.uk.paye_reference import UK_PAYE_REFERENCE
from guard.detect.pii.uk.share_code import UK_SHARE_CODE
from guard.detect.pii.uk.sort_code import UK_SORT_CODE
from guard.detect.pii.uk.uln import UK_ULN
from guard.detect.pii.uk.upn import UK_UPN
from guard.detect.pii.uk.utr import UK_UTR
from guard.detect.pii.uk.vat import UK_VAT

DETECTORS: tuple[PatternDetector, ...] = (
    UK_BANK_ACCOUNT,
    UK_BRP,
    UK_CHI,
    UK_COMPANY_NUMBER,
    UK_GMC_NUMBER,
    UK_MPAN,
    UK_PAYE_REFERENCE,
    UK_SHARE_CODE,
    UK_SORT_CODE,
    UK_ULN,
    UK_UPN,
    UK_UTR,
    UK_VAT,
)
