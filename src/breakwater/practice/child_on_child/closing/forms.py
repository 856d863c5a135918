"""What each child needs from here on."""

from breakwater.foundation.design.fields import Form, TextareaField


class CloseForm(Form):
    """One box for each child of both sides: what they need from here on."""

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = children
        for child in children:
            self.fields[f"considered_{child.pk}"] = TextareaField(
                label=f"What does {child.named_as} need from here on?",
                hint=child.get_capacity_display(),
                initial=child.considered,
                rows=3,
                max_length=2000,
                missing=f"Enter what {child.named_as} needs",
            )

    def considered(self) -> dict[int, str]:
        return {child.pk: self.cleaned_data[f"considered_{child.pk}"] for child in self.children}
