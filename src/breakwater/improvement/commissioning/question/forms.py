"""The question: of which need, for which age, and which tier of help."""

from collections.abc import Mapping

from breakwater.foundation.design.fields import Form, SelectField

from ..models import AgeBand, NeedMeasure, Provision


class QuestionForm(Form):
    need = SelectField(label="Need", missing="Choose the need")
    age = SelectField(label="Age band", choices=AgeBand, empty=None)
    tier = SelectField(label="Tier of help", choices=Provision.Tier, empty=None)

    def __init__(self, *args, measures: Mapping[str, NeedMeasure], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = [(key, each.title) for key, each in measures.items()]
