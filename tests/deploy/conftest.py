"""The website with a Rasa that says what a test wants, as tests/web has it."""

from tests.web.conftest import web_settings

__all__ = ["web_settings"]
