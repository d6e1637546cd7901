"""The browser of the other browser tests."""

from tests.browser.conftest import browser

__all__ = ["browser"]
