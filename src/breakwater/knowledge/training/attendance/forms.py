"""What a trainer ticks, and what a delegate types at the door."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    EmailField,
    Form,
    HiddenField,
    NumberField,
    YesNoField,
)


class RegisterForm(Form):
    """Who is here: one tick for each delegate. `seen` carries who had a tick when the page was drawn: somebody may sign in by the
    code, or be marked by another trainer, while it is open, and what was not on the page is not changed by it."""

    here = CheckboxesField(label="Who is here? Tick everybody you see", required=False)
    seen = HiddenField(max_length=60_000, required=False)

    def __init__(self, *args, lines=(), **kwargs):
        ticked = [each.booking.public_id for each in lines if each.came not in ("", "NO")]
        super().__init__(*args, **kwargs | {"initial": {"here": ticked, "seen": ",".join(ticked)}})
        field = self.fields["here"]
        field.says_optional = False
        field.choices = [(each.booking.public_id, each.booking.delegate.name) for each in lines]
        field.options = {each.booking.public_id: _hint(each) for each in lines if _hint(each)}

    def ticks(self) -> dict:
        """What the register takes: who is ticked, and who was."""
        return {"here": self.cleaned_data["here"], "seen": self.cleaned_data["seen"].split(",")}


def _hint(line) -> str:
    said = [line.booking.organisation.name] if line.booking.organisation else []
    if line.has_left:
        said.append("Has left this organisation: tick only if they are here")
    if line.came == "PART":
        said.append(f"{line.minutes} minutes{', came late' if line.was_late else ''}")
    if line.booking.needs:
        said.append(line.booking.needs)
    return ". ".join(said)


class PartForm(Form):
    """Somebody was not there for the whole session."""

    minutes = NumberField(
        label="How many minutes of the session did they attend?",
        missing="Enter the minutes",
        min_value=1,
        max_value=900,
    )
    was_late = YesNoField(label="Did they come late?", missing="Say whether they came late")


class ArriveForm(Form):
    """A delegate without an account says who they are by the address that their place was confirmed to."""

    public = True
    email = EmailField(
        label="Your work e-mail address",
        hint="The one that your place was confirmed to.",
        missing="Enter your work e-mail address",
    )
