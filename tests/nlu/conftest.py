"""Fixtures of the understanding's tests."""

import pytest

from bot.policy.store import Store
from bot.policy.words import Words


@pytest.fixture(scope="session")
def words(store: Store) -> Words:
    """The dictionary of the repository's own store."""
    return store.words
