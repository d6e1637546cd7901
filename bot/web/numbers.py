"""Numbers that a request may name: what a column of any database holds, and no more."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import ConstrainedInt

# The largest id of PostgreSQL's integer.
_LARGEST = 2**31 - 1

# Of a query, of a path; anything else is answered with 400.
Number = Annotated[int, Query(ge=0, le=_LARGEST)]
Place = Annotated[int, Path(ge=0, le=_LARGEST)]


class StrictNumber(ConstrainedInt):
    """The same in a JSON body, where a text is no number."""

    strict = True
    ge = 0
    le = _LARGEST
