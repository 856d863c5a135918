"""What readers send about a page. It may hold a worry about a child: then it goes to the front door, and nowhere else."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .resources import Setting


class Feedback(models.Model):
    """What somebody wrote: about a page, without a name, for somebody to read; or a question to the police education team, to answer.

    A question has the address to answer to, and says where it comes from.
    """

    class Wants(models.TextChoices):
        LESSON = "lesson", "Help with a lesson or resource"
        VISIT = "visit", "A visit or a talk"
        INITIATIVE = "initiative", "To take part in an initiative or competition"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        NEW = "new", "Not read yet"
        READ = "read", "Read"
        ANSWERED = "done", "Answered"
        WORRY = "worry", "Passed to the MASH as a worry about a child"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="site_feedback")
    about = models.CharField(max_length=200, help_text="The page, by its address on the site.")
    was_useful = models.BooleanField(null=True)
    setting = models.CharField(
        max_length=12, choices=Setting, blank=True, help_text="Of a resource: where it was used."
    )
    words = models.TextField(blank=True)
    wants = models.CharField(
        max_length=10, choices=Wants, blank=True, help_text="Of a question to the police education team."
    )
    asked_by = models.CharField(max_length=160, blank=True, help_text="A name, and the school or service.")
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    state = models.CharField(max_length=5, choices=State, default=State.NEW)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=20, blank=True, help_text="Of the contact that it became.")

    handling = Handling(
        Sensitivity.PUBLIC,
        keep="Words and who wrote go a year after they were read; words at once where they became a contact, which keeps them",
        fields={"words": Sensitivity.SPECIAL, "asked_by": Sensitivity.PERSONAL, "email": Sensitivity.PERSONAL},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_is_answered_whole",
                condition=Q(state="new", answered_by=None, answered_at=None)
                | ~Q(state="new") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            # What became a contact is kept by the contact, behind the wall.
            models.CheckConstraint(name="a_worry_leaves_no_words_here", condition=~Q(state="worry") | Q(words="")),
        ]
        indexes = [
            models.Index(fields=["about", "setting"], name="useful_where", condition=Q(was_useful__isnull=False))
        ]
