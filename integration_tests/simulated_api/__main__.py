"""`python -m simulated_api …`, and `python integration_tests/simulated_api …` from anywhere."""

import sys
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from simulated_api.command import main

sys.exit(main())
