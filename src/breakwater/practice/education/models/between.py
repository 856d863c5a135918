"""What happens between two calls: a school asks about a pupil, answers a prompt, and has the file of one who has come to it."""

from datetime import date

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import Case
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, Area, Team
from breakwater.partnership.people.models import Person

from .answers import FileThatFollows
from .fortnights import KEPT
from .lists import ListRow


class ConsultationQuerySet(models.QuerySet):
    def to_ask_again(self):
        """Those with a day to ask again; and those about harm of which no contact was made, whoever was to tell the MASH."""
        serious = Q(theme="HARM") | Q(level="4")
        return self.filter(Q(follow_up_on__isnull=False) | serious & Q(case=None), followed_up_at=None)


class Consultation(models.Model):
    """A school asked a co-ordinator about a pupil: named, or not. It is no contact; `case` is the contact made of it later.

    `named_as` is empty where the school named nobody.
    """

    class Theme(models.TextChoices):
        HARM = "HARM", "Worry that a pupil is harmed"
        EARLY_HELP = "EARLY_HELP", "Early help or a lead professional"
        THRESHOLD = "THRESHOLD", "Which level of need"
        ATTENDANCE = "ATTENDANCE", "Attendance"
        BEHAVIOUR = "BEHAVIOUR", "Behaviour or exclusion"
        MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health"
        ONLINE = "ONLINE", "Online safety"
        SHARING = "SHARING", "What may be shared, and who with"
        OTHER = "OTHER", "Something else"

    class Level(models.TextChoices):
        UNSAID = "", "Not talked about"
        ONE = "1", LEVELS[1].words
        TWO = "2", LEVELS[2].words
        THREE = "3", LEVELS[3].words
        FOUR = "4", LEVELS[4].words

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_as = models.CharField(max_length=240, blank=True)
    asked_by = models.CharField(max_length=160)
    theme = models.CharField(max_length=13, choices=Theme)
    question = models.TextField()
    advice = models.TextField()
    level = models.CharField(max_length=1, choices=Level, blank=True)
    decided = models.TextField()
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="consultation_of_a_person_is_named", condition=Q(person=None) | ~Q(named_as=""))
        ]

    @property
    def about(self) -> str:
        return self.named_as or "A pupil who was not named"

    @property
    def is_untold_harm(self) -> bool:
        """About harm, or the level of social care, and no contact was made of it from here."""
        return self.case_id is None and (self.theme == self.Theme.HARM or self.level == self.Level.FOUR)

    @property
    def ask_again_on(self) -> date | None:
        """The day on which the co-ordinator asks again: the same day where the MASH was to be told of harm."""
        if self.followed_up_at:
            return None
        return self.follow_up_on or (london_date(self.made_at) if self.is_untold_harm else None)


class PromptAnswer(models.Model):
    """What a school says to a prompt beside a row. The newest counts; one declined is not asked again while nothing changes."""

    class Said(models.TextChoices):
        ACCEPTED = "ACCEPTED", "Yes, we take it up"
        DECLINED = "DECLINED", "No, and this is why"
        ASKED = "ASKED", "We would like to talk about it"

    row = models.ForeignKey(ListRow, on_delete=models.PROTECT, related_name="prompt_answers")
    prompt = models.CharField(max_length=240)
    said = models.CharField(max_length=8, choices=Said)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="prompt_declined_for_a_reason", condition=~Q(said="DECLINED") | ~Q(reason=""))
        ]


class FileReceipt(FileThatFollows):
    """A pupil came to a school: whether the safeguarding file has come with them. It names no school that they came from."""

    class Outcome(models.TextChoices):
        CAME = "CAME", "The file has come"
        NONE = "NONE", "The school before says that there is none"

    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="file_receipts")
    came_on = models.DateField()
    outcome = models.CharField(max_length=4, choices=Outcome, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "school_team", "came_on"], name="file_receipt_asked_once"),
            models.CheckConstraint(
                name="file_receipt_said_by_someone",
                condition=Q(said_at=None, said_by=None, outcome="")
                | Q(said_at__isnull=False, said_by__isnull=False) & ~Q(outcome=""),
            ),
        ]
