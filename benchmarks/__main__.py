"""Run every benchmark, or those named: ``python -m benchmarks [events …] [ADDRESS]``."""

import sys
from importlib import import_module
from pathlib import Path


def main(words: list[str]) -> int:
    """Run the benchmarks one after another; each prints JSON lines."""
    here = Path(__file__).parent
    named = [word for word in words if "://" not in word]
    names = named or sorted(p.stem for p in here.glob("[a-z]*.py"))
    for name in names:
        sys.stderr.write(f"{name}\n")
        if code := import_module(f"benchmarks.{name}").main():
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
