"""`python -m benchmarks` in `integration_tests`; `benchmarks/run` does that."""

from __future__ import annotations

import sys
from pathlib import Path

INTEGRATION_TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(INTEGRATION_TESTS / "tests"))

from benchmarks.suite import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
