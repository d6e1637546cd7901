"""Places by GB/T 2260 code: their names, which lies in which, and the one that a sentence names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings

STATE = "000000"


class Region(Strict):
    """`name` as it is official, `said` as people call it."""

    code: str = Field(regex=r"^\d{6}$")
    name: str
    said: list[str] = []


class _RegionFile(Strict):
    regions: list[Region]


def regions(data: Path | None = None) -> dict[str, Region]:
    """Every place by code, cities before counties; raises PolicyDataError where the file is malformed."""
    return _regions((data or settings().data_dir) / "regions.yml")


@lru_cache(maxsize=4)
def _regions(path: Path) -> dict[str, Region]:
    return {region.code: region for region in read_yaml(path, _RegionFile).regions}


def region_name(code: str) -> str:
    """The place's name; the code itself where it isn't known."""
    region = regions().get(code)
    return region.name if region else code


def contains(region: str, place: str) -> bool:
    """Whether a place lies in a region or is it: 000000 holds all, 530100 holds 530127."""
    significant = region.rstrip("0")
    significant += "0" * (len(significant) % 2)
    return place.startswith(significant)


def whole_province(code: str) -> bool:
    """Whether a place is a province: 530000."""
    return code.endswith("0000")


def find_place(text: str) -> str | None:
    """The code of the place that a text names, of several the narrowest; None where it names none."""
    return max(_named(text), default=(0, 0, None))[2]


def places_in(text: str) -> frozenset[str]:
    """The codes of all places that a text names."""
    return frozenset(code for _, _, code in _named(text))


def _named(text: str) -> list[tuple[int, int, str]]:
    """(how narrow, length of the name, code) of every place named."""
    return [
        (len(region.code.rstrip("0")), len(name), region.code)
        for region in regions().values()
        for name in (region.name, *region.said)
        if name in text and region.code != STATE
    ]
