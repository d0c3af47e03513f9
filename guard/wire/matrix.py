"""The coverage matrix: what is looked at on each route, written from the tables that decide it.

``python -m guard.wire.matrix README.md`` puts it into a file, between two marks.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from guard.wire.document import NOTHING_SPECIAL, Paths
from guard.wire.table import MODERATIONS, ROUTES, Events, Route, find

BEGIN = "<!-- coverage: written by `python -m guard.wire.matrix README.md` -->"
END = "<!-- end of coverage -->"
REFUSED = (
    ("POST", "/v1/audio/transcriptions"),
    ("POST", "/v1/audio/translations"),
    ("POST", "/v1/images/edits"),
    ("POST", "/v1/images/variations"),
    ("POST", "/v1/files"),
    ("POST", "/v1/batches"),
    ("POST", "/v1/messages/batches"),
)
"""Operations that are refused, as all that are not listed: named because somebody will look for them."""
_AZURE = "/openai/"


def matrix() -> str:
    """Write the matrix as Markdown."""
    return "\n".join((*_routes(), "", *_fields()))


def put(text: str) -> str:
    """Give a text with the matrix between its marks.

    Raises:
        ValueError: if the marks are not there.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"expected the marks {BEGIN} and {END}")
    return f"{head}{BEGIN}\n{matrix()}\n{END}{tail}"


def _routes() -> Iterator[str]:
    yield "| route | prompt | reply | its stream | a refused reply |"
    yield "|---|---|---|---|---|"
    for route in ROUTES:
        if not route.path.startswith(_AZURE):
            yield f"| {_name(route)} | {_prompt(route)} | {_reply(route)} | {_stream(route)} | {_refusal(route)} |"
    named = ", ".join(f"`{method} {path}`" for method, path in REFUSED if find(method, path) is None)
    yield f"| every other, such as {named} | refused | | | |"


def _name(route: Route) -> str:
    there = [each.path for each in ROUTES if each.name == f"azure.{route.name}"]
    also = f" (Azure: {', '.join(f'`{path}`' for path in there)})" if there else ""
    return f"`{route.method} {route.path}`{also}"


def _prompt(route: Route) -> str:
    if route.bodiless:
        return "none"
    return "scanned" if route is MODERATIONS else "scanned, rewritten"


def _reply(route: Route) -> str:
    return "Guard's own" if route is MODERATIONS else "scanned, rewritten, restored"


def _stream(route: Route) -> str:
    return "piece by piece" if route.events is not Events.NONE else "none"


def _refusal(route: Route) -> str:
    if route is MODERATIONS:
        return "none"
    return "as for a content filter" if route.refused_reply({}) else "error 400"


def _fields() -> Iterator[str]:
    yield "| body | passes while it looks like an id | numbers pass | not scannable | sealed by the provider | dropped if its text changes |"
    yield "|---|---|---|---|---|---|"
    seen: list[Paths] = [NOTHING_SPECIAL]
    for route in ROUTES:
        for side, paths in (("request", route.request), ("reply", route.reply)):
            if paths not in seen:
                seen.append(paths)
                unseen = (*paths.binary, *paths.tokens)
                cells = (paths.opaque, paths.vectors, unseen, paths.sealed, paths.groups)
                yield f"| {side}: `{route.path}` | {' | '.join(map(_names, cells))} |"


def _names(patterns: Iterable[str]) -> str:
    """Name the members at these places; places of one name are told once."""
    named = {
        "".join(f".{step}" for step in pattern.split("/") if step not in ("", "*", "?"))
        for pattern in patterns
    }
    return ", ".join(f"`{name}`" for name in sorted({each.rpartition(".")[2] for each in named}))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(put(Path(name).read_text("utf-8")), "utf-8")
