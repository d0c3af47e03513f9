"""Policy files: what they become, every mistake with its line, and when the version changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide.load import Known, load, pack
from guard.decide.policy import RECORDABLE, Annotations, Evidence, History, Hold, Mode, Policy, Record
from guard.detect import catalogue
from guard.detect.secret import SECRETS
from guard.types import Action, Direction, Operator, Rewrite, Severity

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]


def actions(policy: Policy, direction: Direction = Direction.PROMPT) -> dict[str, str]:
    return {label: rule.action.word for label, rule in policy.directions[direction].entities.items()}


def test_a_whole_policy(policy: Load):
    made = policy(
        """
        policy: acme
        mode: shadow
        on_not_run: {default: allow, lexicon: block}
        min_score: 0.5
        countries: [de]
        prompt:
          entities:
            US_SSN: block
            EMAIL_ADDRESS: {action: redact, operator: mask, keep_last: 4, min_score: 0.9}
          categories:
            hate: {annotate: low, block: high, min_score: 0.3}
        completion: {entities: {'*': annotate}}
        words: [{id: codenames, list: [Falcon, falcon, ' Red  Kite '], action: redact, operator: drop, directions: [prompt]}]
        allow: [{entity: EMAIL_ADDRESS, regex: '.*@acme'}, {entity: '*', values: ['x']}]
        stream: {hold: all}
        audit: {record: none, evidence: fingerprint}
        """
    )
    assert (made.id, made.mode, made.hold, made.record, made.evidence) == (
        "acme",
        Mode.SHADOW,
        Hold(whole=True),
        Record.NONE,
        Evidence.FINGERPRINT,
    )
    assert made.countries == {"de"}
    assert (made.on_not_run.default, dict(made.on_not_run.by_detector)) == (
        Action.ANNOTATE,
        {"lexicon": Action.BLOCK},
    )
    prompt = made.directions[Direction.PROMPT]
    ssn, email = prompt.entities["US_SSN"], prompt.entities["EMAIL_ADDRESS"]
    assert (ssn.id, ssn.action, ssn.min_score) == ("prompt.entities.US_SSN", Action.BLOCK, 0.5)
    assert (email.action, email.rewrite, email.min_score) == (Action.REDACT, Rewrite(Operator.MASK, 4), 0.9)
    hate = prompt.categories["hate"]
    assert (hate.id, hate.min_score) == ("prompt.categories.hate", 0.3)
    assert set(hate.levels) == {(Action.ANNOTATE, Severity.LOW), (Action.BLOCK, Severity.HIGH)}
    assert actions(made, Direction.COMPLETION) == {"*": "annotate"}
    (words,) = made.words
    assert (words.id, words.words, words.directions) == (
        "codenames",
        ("Falcon", "Red  Kite", "falcon"),
        {Direction.PROMPT},
    )
    assert (words.rule.id, words.rule.rewrite.operator) == ("words.codenames", Operator.DROP)
    assert [rule.id for rule in made.allow] == ["allow.EMAIL_ADDRESS.0@acme", "allow.*.1@acme"]
    assert made.allow[0].covers("EMAIL_ADDRESS", "ann@acme")


def test_the_least_policy_is_strict(policy: Load):
    made = policy("policy: p")
    assert made.on_not_run.default is Action.BLOCK
    assert (made.mode, made.record, made.hold) == (Mode.ENFORCE, Record.FLAGGED, Hold())
    assert actions(made) == {}


MISTAKES = [
    (
        "prompt: {entities: {US_SSN: redcat}}",
        "2: prompt.entities.US_SSN.action: unknown value `redcat`: expected allow, annotate, redact or block",
    ),
    (
        "prompt:\n  entities:\n    US_SNS: block",
        "4: prompt.entities.US_SNS: unknown entity `US_SNS`: did you mean `US_SSN`?",
    ),
    (
        "completion:\n  entities:\n    ZZ: block",
        "4: completion.entities.ZZ: unknown entity `ZZ`: `guard detectors` lists what there is",
    ),
    (
        "prompt: {entities: {US_SSN: {action: block, operator: mask}}}",
        "2: prompt.entities.US_SSN: operator `mask` has no effect: expected action redact",
    ),
    (
        "prompt: {entities: {'*': {action: redact, only_with: [PERSON]}, PERSON: block}}",
        "2: prompt.entities.*: only_with has no meaning here: expected one entity, and an action above allow",
    ),
    (
        "prompt: {entities: {AGE: {action: allow, only_with: [PERSON]}, PERSON: block}}",
        "2: prompt.entities.AGE: only_with has no meaning here: expected one entity, and an action above allow",
    ),
    (
        "prompt: {entities: {AGE: {action: block, only_with: [PERSON]}, PERSON: allow}}",
        "2: prompt.entities.AGE: only_with: expected an action on PERSON in this direction",
    ),
    (
        "prompt: {entities: {AGE: {action: block, only_with: [PERSON, LOCATION]}}}",
        "2: prompt.entities.AGE: only_with: expected an action on LOCATION or PERSON in this direction",
    ),
    (
        "prompt: {entities: {PERSON: {action: block, only_with: [PERSON]}}}",
        "2: prompt.entities.PERSON: only_with: expected an action on PERSON in this direction",
    ),
    (
        "completion: {entities: {AGE: {action: block, only_with: [PERSON]}, PERSON: block}}",
        "2: completion.entities.AGE: only_with needs the whole of a completion: expected stream.hold all",
    ),
    (
        "prompt: {entities: {US_SSN: {action: redact, only_with: [PERSN]}}}",
        "2: prompt.entities.US_SSN: only_with: unknown entity `PERSN`: did you mean `PERSON`?",
    ),
    (
        "prompt: {entities: {US_SSN: {action: redact, keep_last: 4}}}",
        "2: prompt.entities.US_SSN: keep_last has no effect: expected operator mask",
    ),
    (
        "prompt: {entities: {NOT_SCANNABLE: redact}}",
        "2: prompt.entities.NOT_SCANNABLE: content that cannot be read cannot be rewritten: expected allow, annotate or block",
    ),
    (
        "prompt: {categories: {hate: {}}}",
        "2: prompt.categories.hate: expected annotate, redact or block with a severity",
    ),
    (
        "prompt: {categories: {hate: {block: severe}}}",
        "2: prompt.categories.hate.block: unknown value `severe`: expected low, medium or high",
    ),
    ("prompt: {categories: {rudeness: {block: low}}}", None),
    (
        "prompt: {entitys: {}}",
        "2: prompt.entitys: unknown key `entitys`: expected one of categories, entities",
    ),
    ("promt: {}", None),
    ("mode: off", "2: mode: unknown value `off`: expected enforce or shadow"),
    ("min_score: 1.5", "2: min_score: unknown value `1.5`: expected less than or equal to 1"),
    ("on_not_run: maybe", None),
    (
        "on_not_run: {lexikon: allow}",
        "2: on_not_run.lexikon: unknown detector `lexikon`: did you mean `lexicon`?",
    ),
    ("countries: [xx]", "2: countries.0: unknown country `xx`: expected one of de, uk, us"),
    ("countries:\n - us\n - no", "4: countries.1: unknown country `no`: expected one of de, uk, us"),
    ("countries: [USA]", "2: countries.0: unknown value `USA`: expected match pattern ^[a-z]{2}$"),
    ("words: [{id: a, action: block}]", "2: words.0: expected either file or list"),
    ("words: [{id: a, action: block, list: [x], file: w.txt}]", "2: words.0: expected either file or list"),
    ("words: [{id: a, action: block, list: []}]", "2: words.0: expected at least one word"),
    ("words: [{id: a, action: block, list: [' ']}]", "2: words.0: expected at least one word"),
    (
        "words:\n - id: a\n   action: block\n   file: none.txt",
        "5: words.0.file: expected a readable UTF-8 file of one word a line",
    ),
    (
        "allow: [{entity: ZZ, values: [x]}]",
        "2: allow.0.entity: unknown entity `ZZ`: `guard detectors` lists what there is",
    ),
    ("allow: [{entity: US_SSN}]", "2: allow.0: expected either regex or values"),
    ("allow: [{entity: US_SSN, regex: x, values: [y]}]", "2: allow.0: expected either regex or values"),
    (
        "allow:\n - entity: US_SSN\n   regex: '('",
        "4: allow.0.regex: expected a regular expression in RE2 syntax",
    ),
    (
        "allow: [{entity: US_SSN, regex: '(?<=a)b'}]",
        "2: allow.0.regex: expected a regular expression in RE2 syntax",
    ),
    ("extends: [base]", "2: extends.0: unknown pack `base`: expected one of first, second, or a .yaml file"),
    (
        "extends: [other.yaml]",
        "2: extends.0: expected a file `other.yaml` beside this one",
    ),
    ("extends: [p.yaml]", "2: extends.0: `p.yaml` extends this file in turn: expected no cycle"),
    (
        "stream: {hold: word}",
        "2: stream.hold: unknown value `word`: expected sentence, all or window:<code points, 10 to 9999>",
    ),
    (
        "stream: {hold: 'window:5'}",
        "2: stream.hold: unknown value `window:5`: expected sentence, all or window:<code points, 10 to 9999>",
    ),
    ("annotations: openai", "2: annotations: unknown value `openai`: expected none or azure"),
    (
        "audit: {evidence: full}",
        "2: audit.evidence: unknown value `full`: expected none, fingerprint, redacted or original",
    ),
    (
        "audit:\n  never_record: [hate, EMAIL_ADRESS]",
        "3: audit.never_record.1: unknown entity or category `EMAIL_ADRESS`: did you mean `EMAIL_ADDRESS`?",
    ),
    (
        "audit: {never_record: [zz/*]}",
        "2: audit.never_record.0: unknown entity or category `zz/*`: `guard detectors` lists what there is",
    ),
    ("audit: {never_record: PERSON}", None),
    ("audit: {never_record: [1]}", None),
    ("audit: {record_never: [PERSON]}", None),
    ("policy: q", "2: policy: named twice"),
]


@pytest.mark.parametrize(("text", "problem"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_a_mistake_is_told_with_its_line(problems: Problems, text: str, problem: str | None):
    (found,) = problems(f"policy: p\n{text}\n")
    assert found.startswith("p.yaml:2: ") if problem is None else found == f"p.yaml:{problem}"


def test_an_id_that_is_missing_or_wrong_is_told(problems: Problems):
    assert problems("mode: shadow") == ["p.yaml:1: policy: missing"]
    assert problems("policy: A b") == [
        "p.yaml:1: policy: unknown value `A b`: expected match pattern ^[a-z0-9][a-z0-9._-]{0,60}$"
    ]


def test_all_mistakes_of_the_format_are_told_at_once(problems: Problems):
    text = "policy: p\nmode: x\nprompt:\n  entities: {US_SSN: y}\n  extra: 1\nwords: [{id: a}]\n"
    assert [problem.split(": ")[0] for problem in problems(text)] == [
        "p.yaml:2",
        "p.yaml:4",
        "p.yaml:5",
        "p.yaml:6",
    ]


def test_all_wrong_names_are_told_at_once_in_every_file(problems: Problems):
    text = """policy: p
extends: [other.yaml]
prompt:
  entities: {A: block, B: {action: block, operator: hash, keep_last: 1}}
  categories: {hate: {}}
completion: {entities: {C: block}}
countries: [xx, us, yy]
on_not_run: {nobody: allow}
words: [{id: a, action: block}]
allow: [{entity: D, regex: '['}]
"""
    found = problems(text, other_yaml="policy: o\ncountries: [zz]\n")
    assert sorted(problem.rsplit(": unknown")[0].split(": expected")[0] for problem in found) == [
        "other.yaml:2: countries.0",
        "p.yaml:10: allow.0.entity",
        "p.yaml:10: allow.0.regex",
        "p.yaml:4: prompt.entities.A",
        "p.yaml:4: prompt.entities.B",
        "p.yaml:4: prompt.entities.B: keep_last has no effect",
        "p.yaml:4: prompt.entities.B: operator `hash` has no effect",
        "p.yaml:5: prompt.categories.hate",
        "p.yaml:6: completion.entities.C",
        "p.yaml:7: countries.0",
        "p.yaml:7: countries.2",
        "p.yaml:8: on_not_run.nobody",
        "p.yaml:9: words.0",
    ]


def test_a_mistake_in_a_file_that_is_extended_names_that_file(problems: Problems):
    found = problems("policy: p\nextends: [other.yaml]\n", other_yaml="policy: o\n\nmode: x\n")
    assert found == ["other.yaml:3: mode: unknown value `x`: expected enforce or shadow"]


def test_a_cycle_over_several_files_is_told(problems: Problems):
    found = problems(
        "policy: p\nextends: [a.yaml]",
        a_yaml="policy: a\nextends: [b.yaml]",
        b_yaml="policy: b\nextends: [a.yaml]",
    )
    assert found == ["b.yaml:2: extends.0: `a.yaml` extends this file in turn: expected no cycle"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: [first]", {"US_SSN": "block", "IBAN_CODE": "redact"}),
        ("extends: [second]", {"US_SSN": "redact", "IBAN_CODE": "redact"}),
        ("extends: [first, second]", {"US_SSN": "redact", "IBAN_CODE": "redact"}),
        ("extends: [second, first]", {"US_SSN": "block", "IBAN_CODE": "redact"}),
        ("extends: [first]\nprompt: {entities: {US_SSN: allow}}", {"US_SSN": "allow", "IBAN_CODE": "redact"}),
    ],
)
def test_later_layers_win_key_by_key(policy: Load, text: str, expected: dict[str, str]):
    assert actions(policy(f"policy: p\n{text}")) == expected


def test_one_pack_may_be_extended_on_two_ways(policy: Load):
    made = policy(
        "policy: p\nextends: [a.yaml, b.yaml]",
        a_yaml="policy: a\nextends: [first]",
        b_yaml="policy: b\nextends: [first]",
    )
    assert actions(made) == {"US_SSN": "block", "IBAN_CODE": "redact"}


def test_what_is_not_said_comes_from_below_and_lists_add_up(policy: Load):
    below = """
policy: o
mode: shadow
min_score: 0.9
on_not_run: {lexicon: allow}
countries: [us]
words: [{id: a, list: [x], action: block}, {id: b, list: [x], action: block}]
allow: [{entity: '*', values: [x]}]
audit: {evidence: none}
"""
    text = """
policy: p
extends: [other.yaml]
prompt: {entities: {US_SSN: block}}
on_not_run: {presidio/EmailRecognizer: allow}
countries: [de]
words: [{id: b, list: [y], action: redact}]
allow: [{entity: US_SSN, values: [y]}]
"""
    made = policy(text, other_yaml=below)
    assert (made.mode, made.evidence, made.countries) == (Mode.SHADOW, Evidence.NONE, {"us", "de"})
    assert made.directions[Direction.PROMPT].entities["US_SSN"].min_score == 0.9
    assert set(made.on_not_run.by_detector) == {"lexicon", "presidio/EmailRecognizer"}
    assert {each.id: each.words for each in made.words} == {"a": ("x",), "b": ("y",)}
    assert [rule.id for rule in made.allow] == ["allow.*.0@o", "allow.US_SSN.0@p"]


def test_words_come_from_a_file_beside_the_policy(policy: Load):
    made = policy(
        "policy: p\nwords: [{id: a, file: w.txt, action: block}]",
        w_txt="# codenames\nfalcon\n\n  red kite \r\nfalcon\nnaïve\n",
    )
    assert made.words[0].words == ("falcon", "naïve", "red kite")


@pytest.mark.parametrize("content", [b"\xff", b"", b"# nothing\n", b"\n \n"])
def test_a_file_without_words_is_a_mistake(problems: Problems, content: bytes):
    (found,) = problems("policy: p\nwords: [{id: a, file: w.txt, action: block}]", w_txt=content)
    assert found.startswith("p.yaml:2: words.0")


def test_a_byte_order_mark_is_no_part_of_a_word(policy: Load):
    made = policy("policy: p\nwords: [{id: a, file: w.txt, action: block}]", w_txt=b"\xef\xbb\xbffalcon\n")
    assert made.words[0].words == ("falcon",)


def test_two_lists_of_one_id_are_a_mistake(problems: Problems):
    (found,) = problems(
        "policy: p\nwords:\n - {id: a, list: [x], action: block}\n - {id: a, list: [y], action: allow}\n"
    )
    assert found.startswith("p.yaml:4: words.1")


def test_a_list_of_a_file_below_may_be_named_in_on_not_run(policy: Load):
    made = policy(
        "policy: p\nextends: [o.yaml]\non_not_run: {'words:a': allow}",
        o_yaml="policy: o\nwords: [{id: a, list: [x], action: block}]",
    )
    assert made.on_not_run.action("words:a") is Action.ANNOTATE


def test_a_list_of_its_own_may_be_named_in_on_not_run(policy: Load):
    made = policy("policy: p\nwords: [{id: a, list: [x], action: block}]\non_not_run: {'words:a': allow}")
    assert made.on_not_run.action("words:a") is Action.ANNOTATE


BASE = """policy: p
min_score: 0.5
on_not_run: {default: block, lexicon: allow}
countries: [us]
prompt:
  entities: {US_SSN: block, EMAIL_ADDRESS: {action: redact, operator: mask, keep_last: 2}}
  categories: {hate: {block: medium}}
words: [{id: a, file: w.txt, action: block}]
allow: [{entity: EMAIL_ADDRESS, regex: '.*@acme'}]
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: p\n", "policy: q\n"),
        ("min_score: 0.5", "min_score: 0.6"),
        ("default: block", "default: allow"),
        ("lexicon: allow", "lexicon: block"),
        ("[us]", "[us, de]"),
        ("US_SSN: block", "US_SSN: redact"),
        ("US_SSN: block, ", ""),
        ("prompt:", "completion:"),
        ("operator: mask, keep_last: 2", "operator: mask, keep_last: 3"),
        ("operator: mask, keep_last: 2", "operator: hash"),
        ("operator: mask, keep_last: 2", "min_score: 0.9"),
        ("medium", "low"),
        ("block: medium", "redact: medium"),
        ("hate", "violence"),
        ("file: w.txt, action: block", "file: w.txt, action: redact"),
        ("file: w.txt", "list: [other]"),
        ("file: w.txt", "directions: [prompt], file: w.txt"),
        (".*@acme", ".*@acme.*"),
        ("regex: '.*@acme'", "values: ['.*@acme']"),
        ("allow: [{", "mode: shadow\nallow: [{"),
        ("allow: [{", "stream: {hold: all}\nallow: [{"),
        ("allow: [{", "audit: {record: none}\nallow: [{"),
        ("allow: [{", "extends: [first]\nallow: [{"),
    ],
)
def test_the_version_changes_with_what_decides(policy: Load, old: str, new: str):
    assert old in BASE
    before = policy(BASE, w_txt="falcon\n")
    after = policy(BASE.replace(old, new, 1), w_txt="falcon\n")
    assert before.digest != after.digest
    assert before.version == f"p@{before.digest[:12]}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"# a comment\n{BASE}", "falcon\n"),
        (BASE.replace("\n", "  # why\n", 1), "falcon\n"),
        (BASE.replace("{block: medium}", "{'block': \"medium\"}"), "falcon\n"),
        (BASE.replace("US_SSN: block", "US_SSN: {action: block}"), "falcon\n"),
        ("\n".join(["policy: p", *reversed(BASE.splitlines()[8:]), *BASE.splitlines()[1:8], ""]), "falcon\n"),
        (BASE, "# a comment\n\nfalcon\nfalcon\n"),
    ],
)
def test_the_version_does_not_change_with_how_it_is_written(policy: Load, text: str, words: str):
    assert policy(text, w_txt=words).digest == policy(BASE, w_txt="falcon\n").digest


def test_the_version_changes_with_the_words_of_a_file_and_with_a_file_below(policy: Load):
    assert policy(BASE, w_txt="falcon\n").digest != policy(BASE, w_txt="falcon\nkite\n").digest
    text = "policy: p\nextends: [o.yaml]"
    one = policy(text, o_yaml="policy: o\nprompt: {entities: {US_SSN: block}}")
    other = policy(text, o_yaml="policy: o\nprompt: {entities: {US_SSN: redact}}")
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("mode: shadow", "mode: enforce"),
        ("min_score: 0.9", "min_score: 0.4"),
        ("on_not_run: allow", "on_not_run: block"),
        ("stream: {hold: all}", "stream: {hold: sentence}"),
        ("audit: {record: none}", "audit: {record: flagged}"),
        ("annotations: azure", "annotations: none"),
    ],
)
def test_the_version_changes_with_a_default_that_is_said(policy: Load, below: str, above: str):
    other = f"policy: o\n{below}\nprompt: {{entities: {{US_SSN: block}}}}"
    unsaid = policy("policy: p\nextends: [o.yaml]", o_yaml=other)
    said = policy(f"policy: p\nextends: [o.yaml]\n{above}", o_yaml=other)
    assert said != unsaid
    assert said.digest != unsaid.digest


def test_annotations_are_asked_for_by_the_last_file_that_says_so(policy: Load):
    below = "policy: o\nannotations: azure"
    assert policy("policy: p").annotations is Annotations.NONE
    assert policy("policy: p\nextends: [o.yaml]", o_yaml=below).annotations is Annotations.AZURE
    above = "policy: p\nextends: [o.yaml]\nannotations: none"
    assert policy(above, o_yaml=below).annotations is Annotations.NONE


def test_a_pack_is_named_by_its_stem_or_by_a_path(folder: Path):
    packs = folder / "packs"
    assert pack("first", packs) == packs / "first.yaml"
    assert pack("first.yaml", packs) == Path("first.yaml")
    assert pack("./first", packs) == Path("first")
    assert pack("none", packs) == Path("none")
    assert pack("../packs/first", packs) == Path("../packs/first")


def never(policy: Policy) -> set[str]:
    return set(policy.never_record)


DEFAULT = {"US_SSN", "IBAN_CODE", "NOT_SCANNABLE", "sexual/minors"}


def test_what_is_never_recorded_by_itself(policy: Load):
    assert never(policy("policy: p\n")) == DEFAULT


@pytest.mark.parametrize(
    ("names", "more"),
    [
        ("[]", set()),
        ("[health, government_id, payment, credential]", set()),
        ("[PERSON]", {"PERSON"}),
        ("[US_SSN]", set()),
        ("[hate, AGE]", {"hate", "AGE"}),
        ("['*']", {"EMAIL_ADDRESS", "PERSON", "LOCATION", "AGE", "NRP"}),
    ],
)
def test_a_policy_adds_to_what_is_never_recorded(policy: Load, names: str, more: set[str]):
    assert never(policy(f"policy: p\naudit: {{never_record: {names}}}\n")) == DEFAULT | more


def test_a_later_file_adds_and_takes_nothing_away(policy: Load):
    below = "policy: o\naudit: {evidence: none, never_record: [PERSON]}\n"
    made = policy("policy: p\nextends: [other.yaml]\naudit: {never_record: [hate]}\n", other_yaml=below)
    assert never(made) == DEFAULT | {"PERSON", "hate"}
    assert made.evidence is Evidence.NONE


def test_parts_of_audit_are_merged_key_by_key(policy: Load):
    below = "policy: o\naudit: {record: none, evidence: original}\n"
    made = policy("policy: p\nextends: [other.yaml]\naudit: {evidence: fingerprint}\n", other_yaml=below)
    assert (made.record, made.evidence) == (Record.NONE, Evidence.FINGERPRINT)


def test_a_group_and_a_tenants_own_entity_are_never_recorded(folder: Path):
    known = Known(
        entities={"PERSON", "OWN_NUMBER", "NL_BSN", "EMAIL_ADDRESS"},
        countries={"nl"},
        detectors=set(),
        groups={"people/*": {"PERSON", "EMAIL_ADDRESS"}},
    )
    (folder / "p.yaml").write_text("policy: p\n")
    assert never(load(folder / "p.yaml", known, folder)) == {"OWN_NUMBER", "NL_BSN", "sexual/minors"}
    (folder / "p.yaml").write_text("policy: p\naudit: {never_record: [people/*]}\n")
    assert {"PERSON", "EMAIL_ADDRESS"} <= never(load(folder / "p.yaml", known, folder))


def test_what_is_never_recorded_is_part_of_the_version(policy: Load):
    one = policy("policy: p\naudit: {evidence: original}\n").digest
    assert policy("policy: p\naudit: {evidence: original, never_record: [PERSON]}\n").digest != one


def test_what_may_be_shown_belongs_to_no_country_and_is_no_secret():
    groups = catalogue.groups()
    assert catalogue.entities() >= RECORDABLE
    for group, members in groups.items():
        assert not members & RECORDABLE, group
    assert not {each.entity for each in SECRETS} & RECORDABLE
    for entity in ("CREDIT_CARD", "IBAN_CODE", "MEDICAL", "ICD10_CODE", "PASSPORT_NUMBER", "US_SSN"):
        assert entity not in RECORDABLE


@pytest.mark.parametrize(("key", "value"), [("durability", "spool"), ("keep_days", 7), ("record", "none")])
def test_what_changes_records_changes_the_digest_and_the_last_file_wins(
    policy: Callable[..., Policy], key: str, value: object
):
    base = "policy: base\naudit: {durability: async, keep_days: 60, record: flagged}\n"
    plain = policy("policy: p\nextends: [base.yaml]\n", base_yaml=base)
    changed = policy(f"policy: p\nextends: [base.yaml]\naudit: {{{key}: {value}}}\n", base_yaml=base)
    assert (plain.durability, plain.keep_days, plain.record) == ("async", 60, "flagged")
    assert getattr(changed, key) == value
    assert changed.digest != plain.digest
    others = {"durability", "keep_days", "record"} - {key}
    assert all(getattr(changed, name) == getattr(plain, name) for name in others)


@pytest.mark.parametrize(
    ("text", "history", "hours"),
    [
        ("", History.REFUSE, 24),
        ("history: refuse\n", History.REFUSE, 24),
        ("history: remember\n", History.REMEMBER, 24),
        ("history: {action: remember, hours: 48}\n", History.REMEMBER, 48),
        ("history: {action: refuse}\n", History.REFUSE, 24),
    ],
)
def test_what_a_kept_history_means(policy: Load, text: str, history: History, hours: int):
    made = policy(f"policy: p\n{text}")
    assert (made.history, made.history_hours) == (history, hours)
    last = policy(f"policy: p\nextends: [base.yaml]\n{text}", base_yaml="policy: b\nhistory: remember\n")
    assert (last.history, last.history_hours) == ((history, hours) if text else (History.REMEMBER, 24))


def test_what_a_kept_history_means_is_part_of_the_version(policy: Load):
    made = {
        policy(f"policy: p\n{text}").digest
        for text in ("", "history: remember\n", "history: {action: remember, hours: 48}\n")
    }
    assert len(made) == 3


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        ("{hours: 5}", "history.hours: hours have no effect: expected action remember"),
        ("{action: refuse, hours: 5}", "history.hours: hours have no effect: expected action remember"),
        ("{action: remember, hours: 0}", "history.hours: "),
        ("{action: remember, hours: 721}", "history.hours: "),
        ("{action: remember, days: 1}", "history.days: unknown key `days`"),
        ("forget", "history"),
        ("[remember]", "history"),
    ],
)
def test_a_mistake_about_history(problems: Problems, history: str, problem: str):
    (told,) = problems(f"policy: p\nhistory: {history}\n")
    assert told.startswith("p.yaml:2: ")
    assert problem in told
