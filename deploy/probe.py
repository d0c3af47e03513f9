"""Asks the sidecar of this machine how it is: `python -IS probe.py /healthz`, or `/readyz`.

For images without curl, and for a sidecar that listens on loopback, where no probe from outside gets. What was
said goes to standard output; the exit code is 0 if it was 200. The port is that of ``GUARD_PORT``, or 8080.
"""

import http.client
import os
import sys

PATHS = ("/healthz", "/readyz")


def main(path: str, port: int) -> int:
    """Ask once.

    Args:
        path: one of `PATHS`.
        port: where the sidecar listens.

    Returns:
        The exit code.
    """
    # No proxy of the environment comes in between, as it would with urllib.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        sys.stdout.write(answer.read(4096).decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"no answer: {type(error).__name__}\n")
        return 1
    finally:
        connection.close()
    return int(answer.status != http.client.OK)


if __name__ == "__main__":
    if sys.argv[1:] not in [[path] for path in PATHS]:
        sys.exit(f"usage: probe.py {'|'.join(PATHS)}")
    sys.exit(main(sys.argv[1], int(os.environ.get("GUARD_PORT", "8080"))))
