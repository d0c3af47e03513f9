"""CPU of screening a chat whose client sends the whole history each turn. Prints medians; nothing is asserted.

Each turn adds a user's message and an answer, of about 300 characters each. Every few turns the user
introduces somebody new by name, address and number, and the answer two turns later speaks of that person.
A request is read, screened and written as the sidecar does it, by a Guard that lives longer than the chats.

python tests/bench/turns.py [--turns 50] [--chats 15] [--every 8] [--profile]
"""

import argparse
import cProfile
import json
import pstats
import statistics
import tempfile
import time
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: the same chats every time

from scan import patterns_only

from guard import Guard
from guard.detect.memory import LIMIT
from guard.types import Direction
from guard.wire import jsontext
from guard.wire.table import CHAT

_LENGTH = 300
_SUBJECTS = "The report|Our invoice|The delivery|This contract|My order|The garden|Her recipe|The old bridge"
_VERBS = "arrives|changes|needs a look|was signed|waits|costs more|sounds odd|goes well"
_TIMES = "on Friday|next week|after lunch|every spring|in the evening|at long last|before noon|since then"
_ASIDES = "as far as I know|if nothing else happens|which is what we wanted|and nobody objects|or so they say"
_WORDS = [each.split("|") for each in (_SUBJECTS, _VERBS, _TIMES, _ASIDES)]
_FIRST = "Maria Anna Peter John Fatima Chen Olga David Priya Lucas".split()
_LAST = "Kowalski Lindgren Okafor Whitfield Haddad Romano Petrov Nguyen Castillo Brandt".split()


def message(random: Random, begin: str = "") -> str:
    """About 300 characters of nothing much."""
    sentences = [begin] if begin else []
    while sum(map(len, sentences)) < _LENGTH - 40:
        sentences.append("{} {} {}, {}.".format(*map(random.choice, _WORDS)))
    return " ".join(sentences)


def bodies(seed: int, turns: int, every: int) -> list[bytes]:
    """The request of each turn of one chat; in turns 2 and 50 alike somebody is introduced."""
    random = Random(seed)
    messages = [{"role": "system", "content": "You are a helpful assistant."}]
    made = []
    for turn in range(turns):
        begin = ""
        if turn % every == 1 % every:
            name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
            mail = f"{name.replace(' ', '.').lower()}{random.randrange(1000)}@example.org"
            begin = f"My name is {name}, write to {mail} or call +1 415 555 01{random.randrange(100):02}."
        messages.append({"role": "user", "content": message(random, begin)})
        made.append(json.dumps({"model": "test-model", "messages": messages}).encode())
        begin = f"I have written to {name} at {mail}." if turn > 1 and turn % every == 3 % every else ""
        messages.append({"role": "assistant", "content": message(random, begin)})
    return made


def through(guard: Guard, body: bytes) -> bytes:
    """Do with a request what the service does before it sends it on."""
    document = jsontext.read(body, CHAT.request)
    CHAT.validate(jsontext.load(body))
    texts = list(document.texts())
    screening = guard.screen(texts, Direction.PROMPT)
    if screening.values == tuple(text.value for text in texts):
        return body
    return document.put(screening.values, drop_groups=True).encode()


def spent(guard: Guard, body: bytes) -> float:
    """Milliseconds of CPU for one request."""
    started = time.process_time()
    through(guard, body)
    return 1000 * (time.process_time() - started)


def measure(name: str, guard: Guard, chats: list[list[bytes]]) -> None:
    turns = len(chats[0])
    by_chat = [[spent(guard, body) for body in chat] for chat in chats]
    medians = [statistics.median(chat[turn] for chat in by_chat) for turn in range(turns)]
    told = sorted({turn for turn in (1, 2, 5, 10, 25, turns) if turn <= turns})
    shown = ", ".join(f"turn {turn} {medians[turn - 1]:.2f}" for turn in told)
    used = 0 if guard.rules.memory is None else guard.rules.memory.used
    print(
        f"{name}: {shown} ms CPU; turn {turns} is {medians[-1] / medians[1]:.2f} x turn 2; "
        f"{used / 1024:,.0f} KiB remembered"
    )


def profile(guard: Guard, body: bytes) -> None:
    """Print where the time goes in a request of which all but the last message is remembered."""
    through(guard, body)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(50):
        through(guard, body)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=50)
    parser.add_argument("--chats", type=int, default=15)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    chats = [bodies(seed, options.turns, options.every) for seed in range(options.chats)]
    few = chats[: max(1, options.chats // 5)]
    size = len(chats[0][-1])
    print(
        f"{len(chats)} chats, personal data every {options.every} turns; turn {options.turns} is {size:,} bytes"
    )
    with tempfile.TemporaryDirectory() as folder:
        patterns = Path(folder) / "patterns.yaml"
        patterns.write_text(patterns_only(), encoding="utf-8")
        for name, policy, memory, asked in (
            ("default policy", "default", LIMIT, chats),
            ("patterns alone", patterns, LIMIT, chats),
            ("default policy, no memory", "default", 0, few),
            ("patterns alone, no memory", patterns, 0, few),
        ):
            guard = Guard.load(policy, memory=memory)
            through(guard, bodies(-1, options.turns, options.every)[-1])  # what is made at first use
            measure(name, guard, asked)
            if options.profile and memory:
                profile(guard, asked[-1][-1])


if __name__ == "__main__":
    main()
