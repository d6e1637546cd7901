"""Standard output and error whose end may be full or gone: a line is lost there, never an answer."""

from __future__ import annotations

from typing import Any, TextIO


class ForgivingStream:
    """Writes to `stream`; what it doesn't take is dropped and counted in `lost`.

    Logs go to a file on the disk that may just have filled up, or to a reader that has ended. Whoever
    only wanted to write down what happens must not fail of it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost = 0

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            self.lost += 1
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            self.lost += 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
