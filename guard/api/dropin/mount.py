"""Which systems' endpoints there are, and the routes of those that the settings name."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from fastapi import APIRouter

from guard.api.dropin import agentgateway, azure, bedrock, litellm, llmguard, presidio
from guard.api.dropin.endpoint import System, router
from guard.tenancy.callers import Callers

SYSTEMS: Mapping[str, Callable[[], System]] = MappingProxyType(
    {
        "agentgateway": lambda: agentgateway.SYSTEM,
        "azure": lambda: azure.SYSTEM,
        "bedrock": lambda: bedrock.SYSTEM,
        "litellm": litellm.system,
        "llm-guard": lambda: llmguard.SYSTEM,
        "presidio": lambda: presidio.SYSTEM,
    }
)
"""The systems by the names that settings give them."""


def routers(names: Collection[str], callers: Callers) -> list[APIRouter]:
    """Give the routes of some systems.

    Args:
        names: of the systems.
        callers: who may call.
    """
    return [router(SYSTEMS[name](), callers) for name in sorted(names)]


def paths(names: Collection[str]) -> tuple[str, ...]:
    """Give where the endpoints of some systems are: a path, or the beginning of one with parameters."""
    every = (each.path for name in names for each in SYSTEMS[name]().endpoints)
    return tuple(sorted({path.partition("{")[0] for path in every}))
