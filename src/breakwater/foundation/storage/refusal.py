"""The one exception that a person reads."""


class Refused(Exception):
    """A file may not come in. The message is written for the person who sent it."""
