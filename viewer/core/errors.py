"""Errors that tell the reader what happened, why, and what to do next."""


class ViewerError(Exception):
    """Something the program cannot do, said in words meant for the reader.

    Attributes
    ----------
    what, why, remedy : str
        One sentence each, without patient data: what did not work, the reason, what helps.
    """

    def __init__(self, what: str, *, why: str, remedy: str) -> None:
        super().__init__(f"{what}: {why}. {remedy}.")
        self.what = what
        self.why = why
        self.remedy = remedy
