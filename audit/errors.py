"""Errors of the audit package.

    AuditError
    ├── RecordError         a record or header breaks its format
    ├── RingError           no usable key ring: missing, damaged, or a suite this build lacks
    ├── KeyFileError        an officer's key file does not unlock
    ├── NoteError           a signed note or checkpoint is malformed, unsigned or forged
    ├── StatementError      what an officer orders is not signed by one who may
    ├── WaiverError         a signed exception breaks its format, or may not be signed so
    ├── OpenError           a sealed body does not open: wrong key, tampered, cut
    ├── ReleaseError        an erasure share is not handed out, or what was handed out does not fit
    ├── IntegrityError      a store contradicts itself
    └── StoreError          a store cannot be used
        └── AuditUnavailable    an append was not made durable in time

Messages name fields, files and commands; they never repeat a value that a user sent.
"""


class AuditError(Exception):
    """Anything this package raises on purpose."""


class RecordError(AuditError):
    """A record or header breaks its format; the message starts with the field."""


class RingError(AuditError):
    """There is no usable key ring."""


class KeyFileError(AuditError):
    """An officer's key file is missing, damaged or locked by another passphrase."""


class OpenError(AuditError):
    """A sealed body does not open; the message is one of a fixed set of reasons.

    Args:
        reason: one of `bad header`, `no body`, `truncated`, `trailing data`, `wrong key`,
            `bad tag`, `bad commitment`, `bad padding`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReleaseError(AuditError):
    """An erasure share is not handed out, or what was handed out does not fit; see `audit.release.REFUSALS`.

    Args:
        code: one of the fixed set.
        status: the HTTP status that goes with it.
        message: what it means, the same for everybody.
        wait: seconds after which asking again makes sense, 0 if none are known.
        detail: what went wrong here, for whoever runs this; it never leaves the process.
    """

    def __init__(self, code: str, status: int, message: str, *, wait: int = 0, detail: str = "") -> None:
        super().__init__(f"{message}: {detail}" if detail else message)
        self.code = code
        self.status = status
        self.message = message
        self.wait = wait


class NoteError(AuditError):
    """A signed note or checkpoint is malformed, not signed by a known key, or forged."""


class StatementError(AuditError):
    """What an officer orders is not signed by that officer, or not the officer's to order."""


class WaiverError(AuditError):
    """A signed exception breaks its format, is not there, or is not this officer's to sign."""


class IntegrityError(AuditError):
    """A store contradicts itself, or is older than it was a moment ago."""


class StoreError(AuditError):
    """A store cannot be opened, read or written."""


class AuditUnavailable(StoreError):  # noqa: N818 - the name of the API's own error code, `audit_unavailable`
    """An append was not made durable in time: whatever waits on it must not leave."""
