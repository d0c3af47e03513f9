"""Routes that pass: which may be named, every mistake with its line, and how files add up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.events import MAX_PASSES, PolicyChange
from guard.decide import routes
from guard.decide.load import Known, load
from guard.decide.policy import Policy
from guard.decide.source import Source
from guard.errors import PolicyError
from guard.telemetry import Label

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]
SOURCE = Source("p.yaml", {}, {})
FORM = (
    "expected one of DELETE, GET, HEAD, PATCH, POST, PUT, a space and a path as /v1/files/{},"
    " where {} stands for one segment and not the first, of at most 100 characters"
)


def found(*passes: str) -> list[str]:
    return list(routes.problems(SOURCE, passes, lambda _method, _path: None))


@pytest.mark.parametrize(
    "route",
    [
        "GET /v1/files",
        "DELETE /v1/files/{}",
        "POST /v1/audio/transcriptions",
        "PUT /a",
        "PATCH /v1/a_b-c.d/{}/{}/e",
        "HEAD /_x/2024-10-21",
        "GET /v1.5/x",
        f"GET /{'x' * 99}",
    ],
)
def test_a_method_and_a_path_is_a_route(route: str):
    assert found(route) == []


@pytest.mark.parametrize(
    "route",
    [
        "",
        "GET",
        "/v1/files",
        "get /v1/files",
        "OPTIONS /v1/files",
        "CONNECT /v1/files",
        "GET  /v1/files",
        " GET /v1/files",
        "GET /v1/files ",
        "GET /v1/files\n",
        "GET v1/files",
        "GET /",
        "GET //v1",
        "GET /v1/files/",
        "GET /v1//files",
        "GET /v1/files?a=1",
        "GET /v1/files#a",
        "GET /v1/files;a",
        "GET /v1/..",
        "GET /v1/../chat/completions",
        "GET /v1/./files",
        "GET /v1/.files",
        "GET /v1/files.",
        "GET /v1/%66iles",
        "GET /v1/files/*",
        "GET /v1/files/{id}",
        "GET /v1/files/a{}",
        "GET /v1/{",
        "GET /{}",
        "GET /{}/files",
        "GET https://example.org/v1/files",
        "GET /v1/\u0444iles",
        f"GET /{'x' * 100}",
    ],
)
def test_what_is_no_route_is_told(route: str):
    assert found(route) == [f"p.yaml:1: routes.pass.0: {FORM}"]


@pytest.mark.parametrize(
    "route",
    [
        "GET /guard",
        "POST /guard/v1/check",
        "GET /Guard/docs",
        "GET /healthz",
        "GET /metrics/{}",
        "GET /READYZ",
    ],
)
def test_what_guard_answers_has_no_provider(route: str):
    (problem,) = found(route)
    assert problem == (
        f"p.yaml:1: routes.pass.0: `{route}` is answered by Guard itself: expected a provider's route"
    )


def test_every_mistake_is_told_with_its_place():
    assert [each.split(": ")[1] for each in found("GET /a", "x", "GET /b", "GET /healthz")] == [
        "routes.pass.1",
        "routes.pass.3",
    ]


@given(st.text(max_size=120))
def test_any_text_is_a_route_or_a_mistake(route: str):
    problems = found(route)
    assert len(problems) <= 1
    if not problems:
        method, path = route.split(" ")
        assert method.isalpha()
        assert path.isascii()
        assert not {"", ".", ".."} & set(path.split("/")[1:])


@given(st.sampled_from(routes._METHODS), st.from_regex(routes._PATH, fullmatch=True))
def test_what_may_pass_can_be_recorded_and_logged(method: str, path: str):
    assume(len(path) <= routes._LONGEST)
    assert PolicyChange("ab" * 32, passes=(f"{method} {path}",)).passes
    assert (Label(method), Label(path)) == (method, path)


def test_the_routes_of_all_files_add_up_sorted_and_once(policy: Load):
    made = policy(
        'policy: p\nextends: [below.yaml]\nroutes: {pass: ["POST /v1/files", "GET /v1/files"]}\n',
        below_yaml='policy: below\nroutes: {pass: ["GET /v1/files", "DELETE /v1/files/{}"]}\n',
    )
    assert made.passes == ("DELETE /v1/files/{}", "GET /v1/files", "POST /v1/files")


@pytest.mark.parametrize("text", ["", "routes: {}\n", "routes: {pass: []}\n"])
def test_nothing_passes_by_itself(policy: Load, text: str):
    assert policy(f"policy: p\n{text}").passes == ()


def test_what_passes_is_part_of_the_version(policy: Load):
    made = [
        policy(f"policy: p\n{text}").digest
        for text in (
            "",
            'routes: {pass: ["GET /a"]}',
            'routes: {pass: ["GET /b"]}',
            'routes: {pass: ["PUT /a"]}',
        )
    ]
    assert len(set(made)) == len(made)
    assert policy("policy: p\n").digest == made[0]


def test_there_are_at_most_so_many_with_those_below(policy: Load, problems: Problems):
    assert routes.MOST == MAX_PASSES

    def text(name: str, numbers: range, more: str = "") -> str:
        return f"policy: {name}\n{more}routes: {{pass: [{', '.join(f'GET /v1/{n}' for n in numbers)}]}}\n"

    below = text("below", range(30))
    more = "extends: [below.yaml]\n"
    assert len(policy(text("p", range(10, routes.MOST), more), below_yaml=below).passes) == routes.MOST
    assert problems(text("p", range(10, routes.MOST + 1), more), below_yaml=below) == [
        "p.yaml:3: routes.pass: expected at most 50 routes, with those of all files"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('routes:\n  pass:\n    - "GET /a"\n    - "GET a"', f"5: routes.pass.1: {FORM}"),
        ("routes: {pass: GET /a}", None),
        ("routes: {pass: [1]}", None),
        ("routes: {pass: {GET: /a}}", None),
        (
            'routes: {passes: ["GET /a"]}',
            "2: routes.passes: unknown key `passes`: expected one of floor, pass",
        ),
        (
            'routes: {refuse: ["GET /a"]}',
            "2: routes.refuse: unknown key `refuse`: expected one of floor, pass",
        ),
        ('routes: ["GET /a"]', None),
        ('pass: ["GET /a"]', None),
    ],
)
def test_a_mistake_about_routes_is_told_with_its_line(problems: Problems, text: str, problem: str | None):
    (told,) = problems(f"policy: p\n{text}\n")
    assert told.startswith("p.yaml:2: ") if problem is None else told == f"p.yaml:{problem}"


def test_a_screened_route_is_named_with_the_one_that_would_pass_it(folder: Path):
    def screened(method: str, path: str) -> str | None:
        return "POST /v1/chat/completions" if (method, path) == ("POST", "/v1/chat/{}") else None

    known = replace(Known(frozenset(), frozenset(), frozenset()), screened=screened)
    path = folder / "p.yaml"
    path.write_text('policy: p\nroutes: {pass: ["GET /v1/chat/{}", "POST /v1/chat/{}"]}\n')
    with pytest.raises(PolicyError) as raised:
        load(path, known, folder)
    (problem,) = raised.value.problems
    assert problem == (
        f"{path}:2: routes.pass.1: `POST /v1/chat/{{}}` would pass what `POST /v1/chat/completions` screens:"
        " expected a route that is not screened"
    )
