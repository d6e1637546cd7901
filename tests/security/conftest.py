"""The website with a Rasa that says what a test wants, as tests/web has it."""

from tests.web.conftest import client, rasa, web_settings

__all__ = ["client", "rasa", "web_settings"]
