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
