"""Who covers a patch."""

from breakwater.foundation.design.fields import DateField, Form, SelectField


class CoverForm(Form):
    """Who covers, and from when until when."""

    who = SelectField(label="Who covers?", missing="Choose who covers")
    starts_on = DateField(label="From", missing="Enter the first day")
    ends_on = DateField(label="Until, and with", missing="Enter the last day")

    def __init__(self, *args, posts, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts, self.today = {str(one.pk): one for one in posts}, today
        self.fields["who"].choices = [(key, one.user.name) for key, one in self.posts.items()]

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day lies before the first")
        elif ends and ends < self.today:
            self.add_error("ends_on", "The last day is over")
        return cleaned

    @property
    def covering(self):
        return self.posts[self.cleaned_data["who"]]
