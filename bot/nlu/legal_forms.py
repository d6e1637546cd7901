"""Which kind of business a message names: what law says of another kind does not answer it."""

from __future__ import annotations

import re

# How a kind is named → the chapters of the guides that are about that kind alone.
_FORMS = (
    (re.compile("合作社|社员"), frozenset({"农民专业合作社"})),
    (re.compile("合伙|入伙|退伙|散伙"), frozenset({"合伙企业"})),
    (re.compile("独资"), frozenset({"个人独资企业"})),
    (re.compile("个体"), frozenset({"个体工商户"})),
    (
        re.compile("公司|股东|股权|股份|董事"),
        frozenset(
            {
                "公司治理",
                "公司形式与设立",
                "公司注册资本",
                "公司解散、清算与注销",
                "股权转让、查账与分红",
                "股份有限公司基础",
            }
        ),
    ),
)


def beside_the_point(text: str) -> frozenset[str]:
    """Chapters on kinds of business that a normalised text does not name while it names another."""
    named = [chapters for words, chapters in _FORMS if words.search(text)]
    if not named:
        return frozenset()
    return frozenset().union(*(chapters for _, chapters in _FORMS if chapters not in named))
