"""The environment in which the tests were started. It is read once, because pytest changes its own for each test while
threads of suites start programs."""

import os

BEGUN_WITH = dict(os.environ)
