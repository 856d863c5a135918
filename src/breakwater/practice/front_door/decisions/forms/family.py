"""What each of the family may read of a decision: the reasons as they are, other words, or nothing, for a reason (SG-27)."""

from collections.abc import Mapping, Sequence

from breakwater.foundation.design.fields import Form, RadiosField, TextareaField

from ...family_reads import NOT, OWN, SAME
from ...information_requests.operations import labels
from ...models import Contact
from ..family_told import Member, not_for_them

QUOTED = "The reasons repeat the answers of {answers}, which are not for the family. Choose other words, or nothing"
UNTOLD = "Nothing says that they were told of this contact."


def _preset(one: Member) -> str:
    """What is chosen of somebody beforehand: nothing of who had not been told, so that whoever decides says it (SG-27)."""
    if one.caution:
        return NOT
    return "" if one.is_untold else SAME


class FamilyForm(Form):
    """One question for each of the family. Whoever must not be told is not told unless somebody says otherwise here."""

    def __init__(
        self,
        data=None,
        *,
        contacts: Sequence[Contact],
        members: Sequence[Member],
        rationale: str,
        typed: Mapping | None = None,
    ):
        """`typed` is what stood in these boxes when the page was asked for again."""
        stood, self.contacts, self.rationale = typed or {}, contacts, rationale
        self.members = {one.key: one for one in members}
        begins = {}
        for key, one in self.members.items():
            begins[f"family_{key}_told"] = stood.get(f"family_{key}_told") or _preset(one)
            begins[f"family_{key}_words"] = stood.get(f"family_{key}_words") or rationale
            begins[f"family_{key}_because"] = stood.get(f"family_{key}_because") or one.caution
        super().__init__(data, initial=begins)
        for key, one in self.members.items():
            self.fields[f"family_{key}_told"] = RadiosField(
                label=f"What may {one.name} read?",
                hint=f"{one.relation}. {UNTOLD}" if one.is_untold else one.relation,
                choices=[(SAME, "The reasons as they are"), (OWN, "Other words"), (NOT, "Nothing: must not be told")],
                reveals={OWN: [f"family_{key}_words"], NOT: [f"family_{key}_because"]},
                small=True,
                required=False,
            )
            self.fields[f"family_{key}_words"] = TextareaField(
                label=f"What {one.name} may read", rows=4, counts=False, missing=f"Write what {one.name} may read"
            )
            self.fields[f"family_{key}_because"] = TextareaField(
                label=f"Why must {one.name} not be told?",
                rows=2,
                max_length=500,
                missing=f"Write why {one.name} must not be told",
            )
            self.fields[f"family_{key}_told"].says_optional = False

    def clean(self):
        given = super().clean()
        quoted = labels.cautions(self.contacts, reasons=self.rationale)
        for key, one in self.members.items():
            box = f"family_{key}_words"
            if not (given.get(f"family_{key}_told") or _preset(one)):
                self.add_error(f"family_{key}_told", f"Choose what {one.name} may read. {UNTOLD}")
            if quoted and (given.get(f"family_{key}_told") or (NOT if one.caution else SAME)) == SAME:
                self.add_error(f"family_{key}_told", QUOTED.format(answers="; ".join(quoted)))
            if (
                given.get(f"family_{key}_told") == OWN
                and given.get(box)
                and (fault := not_for_them(given[box], self.contacts))
            ):
                self.add_error(box, fault)
        return given

    def said(self) -> tuple[dict, ...]:
        """What each may read, as the decision keeps it; of whom nothing was said, what holds without a word."""
        found = []
        for key, one in self.members.items():
            told = self.cleaned_data.get(f"family_{key}_told") or (NOT if one.caution else SAME)
            words = self.cleaned_data.get(f"family_{key}_words") if told == OWN else ""
            because = (self.cleaned_data.get(f"family_{key}_because") or one.caution) if told == NOT else ""
            found.append({"key": key, "relation": one.relation, "told": told, "words": words, "because": because})
        return tuple(found)

    def each(self) -> list[dict]:
        """Each of the family with their boxes, to be drawn."""
        return [{"member": one, "box": self[f"family_{key}_told"]} for key, one in self.members.items()]
