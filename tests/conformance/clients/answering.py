"""Lets a test drive a client in the environment of clients: a line of JSON in, a line of JSON out."""

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from home import stay_home

Action = Callable[..., Any]


def answer(actions: Mapping[str, Action]) -> None:
    """Do what each line of standard input asks for, until there is none.

    Args:
        actions: by name; each takes the address of the sidecar and whatever else the line holds.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = {"value": actions[asked.pop("do")](**asked)}
        except Exception as error:  # noqa: BLE001  # whatever a client raises is what a test looks at
            told = {"error": _described(error)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _described(error: Exception) -> dict[str, Any]:
    body = getattr(error, "body", None)
    return {
        "types": [each.__name__ for each in type(error).__mro__],
        "status": getattr(error, "status_code", None),
        "code": getattr(error, "code", None),
        "body": body if isinstance(body, dict) else None,
        "message": str(error),
    }


if __name__ == "__main__":
    stay_home()  # before the client is imported, so that what it does then is seen
    answer(importlib.import_module(sys.argv[1]).ACTIONS)
