"""Fixtures of the suites that load PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support import postgresql
from support.postgresql import PostgreSQL


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQL]:
    if not postgresql.IS_INSTALLED and not postgresql.IS_NEEDED:
        pytest.skip(postgresql.NOT_INSTALLED)
    with postgresql.server() as running:
        yield running
