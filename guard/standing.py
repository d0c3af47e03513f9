"""Which rules hold for an exchange: those of the policy, where they hold, with what signed exceptions relax."""

from dataclasses import replace

from guard.decide.when import Context
from guard.engine import Guard
from guard.recorder import Recorder


class Standing:
    """What holds for the exchanges of one tenant, now.

    Args:
        recorder: knows the exceptions in force; None where nobody grants any.
    """

    def __init__(self, recorder: Recorder | None) -> None:
        self._recorder = recorder

    def guard(self, guard: Guard, context: Context, app: str = "") -> Guard:
        """Give the guard by whose rules an exchange is screened.

        Args:
            guard: the policy and its detectors.
            context: what the exchange is, by its own word where nobody knows better.
            app: the app that the credential names, or empty: an exception for an app is for no one who merely
                says so.
        """
        held = guard.under(context)
        reliefs = () if self._recorder is None else self._recorder.reliefs()
        return held.under(replace(context, app=app), reliefs) if reliefs else held
