"""Identifiers of Brazil."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.br.cnh import BR_CNH
from guard.detect.pii.br.cnpj import BR_CNPJ
from guard.detect.pii.br.cns import BR_CNS
from guard.detect.pii.br.cpf import BR_CPF
from guard.detect.pii.br.passport import BR_PASSPORT
from guard.detect.pii.br.pis import BR_PIS
from guard.detect.pii.br.rg import BR_RG
from guard.detect.pii.br.vehicle_plate import BR_VEHICLE_PLATE
from guard.detect.pii.br.voter_id import BR_VOTER_ID

DETECTORS: tuple[PatternDetector, ...] = (
    BR_CNH,
    BR_CNPJ,
    BR_CNS,
    BR_CPF,
    BR_PASSPORT,
    BR_PIS,
    BR_RG,
    BR_VEHICLE_PLATE,
    BR_VOTER_ID,
)
