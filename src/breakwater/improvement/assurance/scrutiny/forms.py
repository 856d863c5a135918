"""What is asked about scrutiny and voice. Nobody is named: much of it is for everyone."""

from collections.abc import Mapping

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import DateField, Form, RadiosField, RevisionField, SelectField
from breakwater.improvement.learning.lessons.scanned import ScannedForm
from breakwater.partnership.organisations.models import Organisation

from ..models import Priority, ScrutinyFinding, ScrutinyVisit, Voice
from ..plans.boxes import Asked, line, words
from . import operations as facts

NOBODY = "Name no child, family, worker, school or street."


class VisitForm(Asked):
    kind = RadiosField(label="What kind of scrutiny is it?", choices=ScrutinyVisit.Kind, missing="Choose the kind")
    title = line("Title", "Enter the title")
    question = line("Which question does it answer?", "Enter the question", 400)
    scrutineer = line("Who carries it out?", "Enter who carries it out")
    planned_for = DateField(label="When is it planned for?", missing="Enter the day")
    priority = SelectField(label="Which priority does it test?", empty="None in particular", required=False)

    def __init__(self, *args, priorities: Mapping[str, Priority], **kwargs):
        super().__init__(*args, **kwargs)
        self.priorities = priorities
        self.fields["priority"].choices = [(key, each.title) for key, each in priorities.items()]

    def facts(self):
        said = self.of("kind", "title", "question", "scrutineer", "planned_for")
        return facts.VisitFacts(**said, priority=self.priorities.get(self.cleaned_data["priority"]))


class HeldForm(NoChildsData, Form):
    held_on = DateField(label="When was it held?", past=True, missing="Enter the day")
    agenda = words("Agenda", "Enter the agenda", "A line each.", rows=5)
    met = words("Who was met?", "Enter who was met", "Roles and how many of each. " + NOBODY)
    revision = RevisionField()


class FindingForm(Asked):
    kind = RadiosField(label="Is it a strength or a challenge?", choices=ScrutinyFinding.Kind, missing="Choose which")
    text = words("What was found?", "Enter the finding", NOBODY)


class AskForm(Asked):
    organisation = SelectField(label="Which partner is asked?", by_typing=True, missing="Choose the partner")
    due_on = DateField(label="By when should it answer?", missing="Enter the day")

    def __init__(self, *args, organisations: Mapping[str, Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["organisation"].choices = [(key, each.name) for key, each in organisations.items()]

    def clean_organisation(self):
        return self.organisations[self.cleaned_data["organisation"]]


class AnswerForm(NoChildsData, Form):
    answer = words("What did the partner answer?", "Enter the answer", NOBODY, rows=5)
    answered_on = DateField(label="On which day?", past=True, missing="Enter the day of the answer")


class ChangedForm(NoChildsData, Form):
    changed = words("What changed because of it, and how do you know?", "Enter what changed", NOBODY)
    changed_on = DateField(label="Since when?", past=True, missing="Enter the day")


class VoiceForm(ScannedForm):
    who = RadiosField(label="Who said it?", choices=Voice.Who, missing="Choose who said it")
    how = line(
        "How were they asked?", "Enter how they were asked", 200, hint="A survey, a visit, a group of young people."
    )
    heard_on = DateField(label="When?", past=True, missing="Enter the day")
    said = words(
        "What did they say?", "Enter what they said", "In their words, if nobody can be known by them. " + NOBODY
    )

    def facts(self):
        return facts.VoiceFacts(*(self.cleaned_data[name] for name in ("who", "how", "heard_on", "said")))


class FollowedForm(ScannedForm):
    did = words("What followed?", "Enter what followed", "What is different now. " + NOBODY)
    did_on = DateField(label="Since when?", past=True, missing="Enter the day")
