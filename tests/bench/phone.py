"""Time to find telephone numbers, and how many times longer Presidio takes. Prints medians; nothing is asserted.

python tests/bench/phone.py [--rounds 5] [--no-presidio]
"""

import argparse
import random  # noqa: TID251  # seeded: the same texts each time
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import phonenumbers
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from guard.detect.phone import phones

REGIONS = tuple(PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS)
KB = 1000
WORDS = (
    "the order was sent to our desk and nobody answered until monday please check it again "
    "before room 12 closes at 5 because version 3.1 of the report from 2024 needs another look"
).split()
SHAPES = (
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "192.168.10.24",
    "2024-03-15",
    "2024-03-15 10:30:45",
    "15/03/2024",
    "1,234,567.89",
    "123-45-6789",
    "INV-2024-00123",
    "48213377",
    "7d3f0221-9c4e-4f7a-8a51-0b6d5e4c3b2a",
    "978-3-16-148410-0",
    "(100) 555-0100 x7",
)


def number(seeded: random.Random) -> str:
    """Give an example number of one of the regions in one of the usual formats."""
    kind = seeded.choice([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE])
    example = phonenumbers.example_number_for_type(seeded.choice(REGIONS), kind)
    assert example is not None
    return phonenumbers.format_number(example, seeded.choice([0, 1, 2]))


def other(seeded: random.Random) -> str:
    """Give something else that is made of digits."""
    return "".join(str(seeded.randrange(10)) if sign.isdigit() else sign for sign in seeded.choice(SHAPES))


def prose(seeded: random.Random) -> str:
    """Give a word."""
    return seeded.choice(WORDS)


def filled(size: int, *sources: Callable[[random.Random], str], between: str = " ") -> str:
    """Write a text of some code points out of pieces from these sources by turns."""
    seeded = random.Random(size)
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(sources[len(pieces) % len(sources)](seeded))
        length += len(pieces[-1]) + len(between)
    return between.join(pieces)[:size]


def texts() -> Iterator[tuple[str, str]]:
    """Give the texts by name."""
    for size in (1, 10, 100):
        yield f"clean, {size} KB", filled(size * KB, prose)
        yield f"mixed, {size} KB", filled(size * KB, *[prose] * 12, number, *[prose] * 8, other)
        yield f"dense, {size} KB", filled(size * KB, number, other, other, between=", ")
    for repeated in (
        "1",
        "+1 ",
        "(",
        "1-1-1-",
        "1 1/1. ",
        "1x1x1x1 \n",
        "(1) ",
        "1 (",
        "2012-01-02 08 ",
        "00",
        "+49 49 ",
        "1,,,,x",
        "/x1",
        "0 xx 11 2345-6789\n",
    ):
        yield f"100 KB of {repeated!r}", (repeated * (100 * KB))[: 100 * KB]
    yield "100 KB of numbers", filled(100 * KB, number, between="\n")
    yield (
        "100 KB of numbers with x",
        filled(100 * KB, lambda seeded: f"{number(seeded)} x{seeded.randrange(100)}\n"),
    )
    yield "100 KB of numbers in a row", filled(100 * KB, number, between=" ")
    yield "100 KB of numbers abroad", filled(100 * KB, lambda seeded: f"+{seeded.randrange(10**11)}")


def took(work: Callable[[str], object], text: str, rounds: int) -> float:
    """Measure the processor's time, as others use the machine too, and give the median in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work(text)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1e3


def main() -> None:
    """Print a line for each text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--presidio", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    presidio = PhoneRecognizer()
    ours = partial(phones, regions=REGIONS)
    theirs = partial(presidio.analyze, entities=["PHONE_NUMBER"])
    print(f"{'numbering plans, once':32} {took(ours, '', 1):9.2f} ms")
    for name, text in texts():
        time_of_ours = took(ours, text, options.rounds)
        line = f"{name:32} {time_of_ours:9.2f} ms {len(ours(text)):6} numbers"
        if options.presidio:
            time_of_theirs = took(theirs, text, options.rounds if len(text) <= 10 * KB else 1)
            line += f"   Presidio {time_of_theirs:9.1f} ms, {time_of_theirs / time_of_ours:6.1f} times"
        print(line, flush=True)


if __name__ == "__main__":
    main()
