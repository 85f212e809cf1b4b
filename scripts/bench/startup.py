"""How long `align --help` takes, warm, beside a bare Python that imports click.

Usage: startup.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def seconds(arguments: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main(runs: int = 15) -> None:
    ours = ["-c", "from align.commands import main; import sys; sys.argv = ['align', '--help']; main()"]
    base = ["-c", "import click"]
    seconds(ours)
    seconds(base)
    pairs = [(seconds(ours), seconds(base)) for _ in range(runs)]
    for name, column in (("align --help", 0), ("import click", 1)):
        values = sorted(pair[column] for pair in pairs)
        print(f"{name:14} median {statistics.median(values):.3f} s, min {values[0]:.3f}, max {values[-1]:.3f}")
    print(f"ratio of medians {statistics.median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
