"""Near duplicates."""

from bot.nlu.likeness import near_pairs, skeleton

LONG = "返乡农民工回来开店能贷多少钱政府贴不贴息"


def test_skeleton_has_one_spelling() -> None:
    assert skeleton("創業 貸款？！") == "创业贷款"


def test_near_texts_are_found_and_others_not() -> None:
    texts = [LONG, LONG + "啊", "公司注销要多久", LONG[:8]]
    assert list(near_pairs(texts)) == [(0, 1)]


def test_only_across_the_border() -> None:
    assert list(near_pairs([LONG, LONG, "别的话", LONG], first=2)) == [(0, 3), (1, 3)]
