"""The errors guard raises.

    GuardError
    ├── ConfigError          settings that cannot be honoured
    ├── PolicyError          a policy file that must not load; one line per mistake
    ├── PatternError         a regular expression that the engine cannot read
    ├── WireError            a request that cannot be read as its route; ends as a 4xx
    ├── RewriteError         a rewritten text would still hold a removed value, or one would not come back
    ├── SessionError         remembered tokens that cannot be kept or read
    └── UpstreamError        the provider was not reached, or broke off
        └── UpstreamTimeout
    SpanError(ValueError)    a caller's bug: an empty or reversed span

No message ever contains user text: it names the place and what was expected there.
"""


class SpanError(ValueError):
    """An empty or reversed span: a bug of the caller, not bad data."""


class GuardError(Exception):
    """Base of everything guard raises for reasons outside its own code."""


class ConfigError(GuardError):
    """Settings that cannot be honoured; the message says which and what to do."""


class PolicyError(GuardError):
    """A policy that must not load.

    Args:
        problems: one line per mistake, each ``file:line: key: what was expected``.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class PatternError(GuardError):
    """A regular expression that the engine cannot read; the message says which part."""


class WireError(GuardError):
    """A request body that cannot be read as its route.

    Args:
        message: what was expected, in lower case and without user text.
        param: the field at fault, as ``messages[1].content``, or None.
        status: the HTTP status to answer with, 4xx.
        code: the machine-readable code, or None.
    """

    def __init__(
        self, message: str, *, param: str | None = None, status: int = 400, code: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.status = status
        self.code = code


class RewriteError(GuardError):
    """A rewritten text would still hold a value that had to go, or one would not come back as it was."""


class SessionError(GuardError):
    """Remembered tokens that cannot be kept, or cannot be read."""


class UpstreamError(GuardError):
    """The provider was not reached or broke off."""


class UpstreamTimeout(UpstreamError):  # noqa: N818  # a subclass whose name says it all
    """The provider did not answer in time."""
