"""The one exception that a person reads."""

from breakwater.foundation.refusals import Refusal


class Refused(Refusal):
    """A file may not come in. The words are written for the person who sent it."""

    box = "file"

    def __init__(self, words: str):
        super().__init__(words=words)
