"""What folding costs per KB: of clean text next to nothing, of any text in proportion to its length.

python tests/bench/fold.py [--rounds 200]
"""

import argparse
import base64
import time

from guard.fold import fold

PROSE = (
    "The quarterly report is due on Friday, and Jane's team needs another look at the figures; see page 12. "
)
TEXTS = {
    "ASCII prose": PROSE,
    "accents and curly quotes": "Le rapport du troisième trimestre — «déjà vu» — est prêt: “très bien”, dit l’équipe. ",
    "Russian": "Отчёт за третий квартал готов, и команда ещё раз посмотрит на цифры; см. страницу 12. ",
    "Japanese": "第３四半期の報告書は金曜日が締め切りです。チームは数字をもう一度確認します（１２ページ）。",
    "emoji": "Great work team 🎉 see you at the party 👩‍💻❤️ tomorrow 🏳️‍🌈 bring a cake please. ",
    "log lines with ids": "2024-03-12 10:22:31 INFO d670460b4b4aece5915caf5c68d12f560a9fe3e4 /var/lib/app/worker/main.py ok\n",
    "C source": 'printf("%s\\n", name); if (x == 10 && y < 0x20) { return a[i] + b[j]; }\n',
    "URLs": "see https://docs.example.org/en/latest/reference/index.html?page=20&q=a%20b for more\n",
    "every disguise": "４１１１ j a n e k1ll %6A%61 &#64; \\u0040 раураl "
    + base64.b64encode(b"call 4111 1111 1111 1111").decode()
    + " ",
}
KB = 1024


def cost(text: str, rounds: int) -> float:
    """Give the least microseconds of CPU per KB (1,024 code points): the rest is what else the machine does."""
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        fold(text)
        spent.append(time.process_time() - started)
    return min(spent) * 1e6 / (len(text) / KB)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    print(f"{'microseconds per KB of':28}{'1 KB':>10}{'10 KB':>10}{'100 KB':>10}  readings")
    for name, text in TEXTS.items():
        row = []
        for size, share in ((KB, 1), (10 * KB, 5), (100 * KB, 50)):
            whole = (text * (size // len(text) + 1))[:size]
            row.append(cost(whole, max(3, options.rounds // share)))
        views = [view.how.value for view in fold(text * (KB // len(text))).views]
        print(f"{name:28}" + "".join(f"{each:10.1f}" for each in row) + f"  {', '.join(views) or 'none'}")
    image = base64.b64encode(bytes(at * at % 251 for at in range(750_000))).decode()
    print(f"a base64 image of 1 MB: {cost(image, 5):.1f} microseconds per KB")


if __name__ == "__main__":
    main()
