"""Guard stands between apps and language models: it screens, redacts, refuses and records."""

from guard.engine import Guard
from guard.errors import ConfigError, GuardError, PolicyError
from guard.middleware import GuardMiddleware
from guard.screen import Screening
from guard.types import Action, Direction, Finding, NotRun, Severity, Span, Text, Verdict

__version__ = "0.1.0"

__all__ = [
    "Action",
    "ConfigError",
    "Direction",
    "Finding",
    "Guard",
    "GuardError",
    "GuardMiddleware",
    "NotRun",
    "PolicyError",
    "Screening",
    "Severity",
    "Span",
    "Text",
    "Verdict",
    "__version__",
]
