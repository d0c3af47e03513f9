"""Pseudonym: the value becomes a token that this exchange, and no other, can turn back.

A token is a keyed digest of the value: the same value gets the same token in every turn, so a
provider's prompt cache keeps working, and nobody without the tenant's key can guess one. Values that
differ in anything, if only in case, have different tokens: what comes back is what was there.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from guard.errors import RewriteError
from guard.transform.operators.placeholder import placeholder
from guard.transform.restore import literal_tokens
from guard.transform.standins.issue import StandIns, issue
from guard.types import Rewrite

SHORTEST_KEY = 16
"""Bytes: 128 bits, as Presidio's hash operator asks."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing reads as something else
_LETTERS = (_ALPHABET * (256 // len(_ALPHABET))).encode()
"""The letter of each byte."""
_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Session:
    """What pseudonyms of an exchange go by, besides the tenant's key.

    Args:
        name: the session that the caller names; the same value has other tokens in another one.
        known: tokens of earlier exchanges whose texts a provider keeps, and what they stand for.
    """

    name: str = field(default="", repr=False)
    known: Mapping[str, str] = field(default_factory=dict, repr=False)


NO_SESSION: Final = Session()


class Pseudonyms:
    """The tokens of one exchange: one token a value, one value a token.

    Args:
        key: the tenant's secret, at least 16 bytes.
        session: the session it belongs to.
        texts: everything the exchange holds: what stands there as a token already is nobody's.

    Raises:
        ValueError: if the key is shorter.
    """

    def __init__(self, key: bytes, session: Session = NO_SESSION, texts: Sequence[str] = ()) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"expected a key of at least {SHORTEST_KEY} bytes")
        self._key = key
        self._session = session
        self._texts = texts
        self._tokens: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._stand_ins = StandIns()

    @property
    def tokens(self) -> Mapping[str, str]:
        """What each issued token stands for."""
        return MappingProxyType(self._values)

    def secret(self, purpose: str) -> bytes:
        """Derive 32 bytes for one purpose from the tenant's key, the same in every session."""
        return hmac.digest(self._key, purpose.encode(), hashlib.sha256)

    @cached_property
    def _naming(self) -> bytes:
        """The key that tokens and stand-ins are made with."""
        name = self._session.name
        if not name:
            return self._key
        return hmac.digest(
            self.secret("guard/session"), name.encode("utf-8", "surrogatepass"), hashlib.sha256
        )

    @cached_property
    def _literal(self) -> set[str]:
        """What the texts hold that would be taken for a token."""
        return literal_tokens(self._texts)

    def token(self, label: str, value: str) -> str:
        """Give the token of a value, as ``<PERSON_7KQ2M>``.

        The closing bracket ends it, so no token is the beginning of another. One that stands for
        something else, or in the texts for itself, grows by a letter: one of 33 million values.

        Raises:
            RewriteError: if none is left; nobody without the key can bring that about.
        """
        known = self._tokens.get((label, value))
        if known is not None:
            return known
        digest = hmac.digest(self._naming, f"{label}\0{value}".encode(), hashlib.sha256)
        letters = digest.translate(_LETTERS).decode("ascii")
        for length in range(_LENGTH, len(letters) + 1):
            token = f"<{placeholder(label)}_{letters[:length]}>"
            if self._free(token, value):
                self._tokens[label, value] = token
                self._values[token] = value
                return token
        raise RewriteError("no token is left for a value")

    def _free(self, token: str, value: str) -> bool:
        if token in self._values or token in self._literal:
            return False
        return self._session.known.get(token, value) == value

    def invent(
        self,
        wanted: Iterable[tuple[str, str]],
        spoiled: Callable[[Sequence[str]], Collection[str]] = lambda _: (),
    ) -> None:
        """Find stand-ins for all values that are to have one, before the first of them is asked for.

        Args:
            wanted: label and value, in the order of the texts.
            spoiled: gives those of some stand-ins that must not be used for what they hold.
        """
        secret = hmac.digest(self._naming, b"guard/stand-ins", hashlib.sha256)
        self._stand_ins = issue(wanted, secret, self._texts, self._session.known, spoiled)

    def stand_in(self, label: str, value: str) -> str | None:
        """Give a value's stand-in, None if it has none."""
        made = self._stand_ins.of(label, value)
        if made is not None:
            self._values.update(self._stand_ins.tokens(label, value))
        return made


def pseudonym(value: str, label: str, _rewrite: Rewrite, pseudonyms: Pseudonyms) -> str:
    """Give the value's token and remember it for the way back."""
    return pseudonyms.token(label, value)
