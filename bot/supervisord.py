"""`python -m bot.supervisord`: supervisord, which else ends where its log and its stderr have no room.

It tells on stderr what it couldn't write to a log; where that fails too, it closes its children's output
and ends, and the product with it.
"""

from __future__ import annotations

import sys

from supervisor.supervisord import main

from bot.forgiving_stream import ForgivingStream

if __name__ == "__main__":
    sys.stderr = ForgivingStream(sys.stderr)  # type: ignore[assignment]
    main()
