"""Errors that are shown to people: one line that says what to do."""


class UserError(Exception):
    """Something the person who runs the product can mend; the text says how."""


class PolicyDataError(UserError):
    """A document, measure or guide is unusable as written.

    `problems` holds one line each: file, line where known, what is wrong, how to mend it.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class StoreError(UserError):
    """The policy store is missing or unreadable."""


def say_failure(error: Exception) -> str:
    """What a disk or a database that can't be used means to whoever runs the product, and what to do."""
    reason = str(getattr(error, "strerror", None) or getattr(error, "orig", None) or type(error).__name__)
    return (
        f"数据读不了或写不进（{reason}）：磁盘可能满了、只读或没有权限，数据库也可能坏了。"
        "请先看磁盘和 BOT_VAR_DIR 的权限；数据库坏了就停下产品，用 bot restore 恢复最近的备份"
    )
