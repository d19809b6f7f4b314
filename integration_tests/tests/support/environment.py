"""The environment that the tests were begun with. Read once: pytest changes its own from test to test, while threads of
suites start programs."""

import os

BEGUN_WITH = dict(os.environ)
