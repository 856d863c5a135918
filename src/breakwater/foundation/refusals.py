"""What an operation answers when it will not do as asked: words for whoever sent the form, and the box they belong to."""

from django.db import transaction


class Refusal(Exception):
    """An operation does not do what it was asked.

    A subclass gives `words`, one or two plain sentences that say what to do, and `box`, the field of the form they belong to
    (None for the form as a whole). An instance may give its own: `SpaceIsTaken(words=f"The room is taken until {time}.")`.
    Positional arguments are for the log alone and name no one. Nothing of the operation is kept (`partnership.kit`).
    """

    words = "This cannot be done now. Open the page again to see how things are."
    box: str | None = None

    def __init__(self, *about: object, words: str = "", box: str | None = None):
        super().__init__(*about)
        self.words = words or self.words
        self.box = box or self.box

    def __str__(self) -> str:
        return super().__str__() or self.words

    def stand_on(self, form, words="", box=None) -> None:
        """Say it on a form, at its box, or in other words and at another box ("": the form as a whole)."""
        box = self.box if box is None else box
        form.add_error(box if box in form.fields else None, words or self.words)


class ChangedMeanwhile(Refusal):
    """Someone else saved first. `theirs` is the row as it stands now; its `revision` is the one to save over."""

    words = (
        "Someone else saved this meanwhile. What they wrote is below; what you wrote is in the boxes. "
        "Send it again to keep yours."
    )

    def __init__(self, theirs, **more):
        super().__init__(**more)
        self.theirs = theirs


def run(form, operation, /, *of, **facts):
    """What the operation returns. Where it refuses, nothing of it is kept, and its words stand at their box: the form has errors."""
    try:
        with transaction.atomic():
            return operation(*of, **facts)
    except Refusal as refusal:
        refusal.stand_on(form)
        return None
