"""Generated texts for tests and benchmarks: clean prose, prose with some values, values close together."""

import random  # noqa: TID251  # seeded by whoever calls

WORDS = (
    "the of and report customer please order your account meeting quarter number would could with from this that "
    "have been about price team figures schedule product update review shipment invoice contract deadline budget "
    "project manager office travel request feedback summary service delivery question answer support training"
).split()


def clean(size: int, choose: random.Random) -> str:
    """Give about ``size`` code points of prose in which there is nothing to find."""
    made: list[str] = []
    length = 0
    while length < size:
        word = choose.choice(WORDS) + choose.choice(("", "", "", "", "", ",", "."))
        made.append(word)
        length += len(word) + 1
    return " ".join(made)[:size]


def digits(count: int, choose: random.Random) -> str:
    return "".join(choose.choices("0123456789", k=count))


def letters(count: int, choose: random.Random) -> str:
    return "".join(choose.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def value(choose: random.Random) -> str:
    """Give one value of a kind that business texts hold: numbers, addresses, keys."""
    d = lambda count: digits(count, choose)  # noqa: E731
    u = lambda count: letters(count, choose)  # noqa: E731
    makers = (
        lambda: f"+1 415 555 {d(4)}",
        lambda: f"(212) 555-{d(4)}",
        lambda: f"020 7946 0{d(3)}",
        lambda: f"{d(3)}-{d(2)}-{d(4)}",
        lambda: f"4111 1111 1111 {d(4)}",
        lambda: "4111 1111 1111 1111",
        lambda: f"user{d(2)}@example.com",
        lambda: f"{u(3).lower()}.{u(5).lower()}@mail.example.org",
        lambda: f"NL{d(2)} ABNA {d(4)} {d(4)} {d(2)}",
        lambda: "DE89 3704 0044 0532 0130 00",
        lambda: f"10.{d(2)}.{d(2)}.{d(1)}",
        lambda: f"{u(2)}{d(6)}{u(1)}",
        lambda: d(9),
        lambda: d(11),
        lambda: f"https://www.example.com/a/{d(3)}",
        lambda: f"2024-0{choose.randint(1, 9)}-1{choose.randint(0, 9)}",
        lambda: f"{d(2)}/{d(2)}/20{d(2)}",
        lambda: f"{u(3)}{d(4)}",
        lambda: f"{u(1)}{d(7)}",
        lambda: f"{d(3)} {d(3)} {d(4)}",
        lambda: f"EUR {d(3)}.{d(2)}",
    )
    return choose.choice(makers)()


def mixed(size: int, choose: random.Random) -> str:
    """Give prose with a value in every sixteenth place."""
    made: list[str] = []
    length = 0
    while length < size:
        word = value(choose) if choose.random() < 1 / 16 else choose.choice(WORDS)
        made.append(word)
        length += len(word) + 1
    return " ".join(made)[:size]


def dense(size: int, choose: random.Random) -> str:
    """Give values with a word in every fourth place."""
    made: list[str] = []
    length = 0
    while length < size:
        word = value(choose) if choose.random() < 3 / 4 else choose.choice(WORDS)
        made.append(word)
        length += len(word) + 1
    return " ".join(made)[:size]
