"""What a delegate and their manager are asked. No child is spoken of in it."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import Form, RadiosField, TextareaField

from ..models import Evaluation
from .operations import Said

SURE = [(str(each), str(each)) for each in range(1, 6)]
Stage = Evaluation.Stage
WORDS = {
    Stage.BEFORE: "What do you hope to change in your work?",
    Stage.AFTER: "Which three things will you do?",
    Stage.IMPACT: "What have you done differently, and what stood in the way?",
}
RATED = {
    "relevance": "How relevant was it to your work?",
    "trainers": "How were the trainers?",
    "venue": "How was the venue, or the joining online?",
}


PACE = [("1", "Much too slow"), ("2", "Too slow"), ("3", "Right"), ("4", "Too fast"), ("5", "Much too fast")]


class EvaluationForm(NoChildsData, Form):
    """How sure somebody is of each outcome, the same before and after, and what they say."""

    public = True

    def __init__(self, *args, outcomes=(), stage=Stage.BEFORE, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes, self.stage = outcomes, stage
        for number, outcome in enumerate(outcomes, start=1):
            self.fields[f"outcome_{number}"] = self._rating(outcome, "1: not at all sure. 5: very sure.")
        if stage == Stage.AFTER:
            for name, label in RATED.items():
                self.fields[name] = self._rating(label, "1: poor. 5: very good.")
            self.fields["pace"] = RadiosField(
                label="How was the pace?", choices=PACE, inline=True, small=True, missing="Choose how the pace was"
            )
        self.fields["words"] = TextareaField(
            label=WORDS[stage], hint="Do not write about a child or family.", required=False, max_length=2000, rows=4
        )

    def _rating(self, label: str, hint: str) -> RadiosField:
        return RadiosField(
            label=label, hint=hint, choices=SURE, inline=True, small=True, missing=f"Choose a number: {label}"
        )

    def facts(self) -> Said:
        said = self.cleaned_data
        scores = {str(number): int(said[f"outcome_{number}"]) for number, _ in enumerate(self.outcomes, start=1)}
        ratings = {name: int(said[name]) for name in (*RATED, "pace")} if self.stage == Stage.AFTER else None
        return Said(scores=scores, words=said["words"], ratings=ratings)


class ManagerForm(NoChildsData, Form):
    """What the manager sees in the work."""

    public = True
    words = TextareaField(
        label="What do you see in their work since the course, and what stands in the way?",
        hint="Do not write about a child or family.",
        missing="Enter what you see",
        max_length=2000,
        rows=4,
    )
