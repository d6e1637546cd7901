"""The website: chat API, pages, static files. An ASGI app in front of Rasa, which stays on loopback."""
