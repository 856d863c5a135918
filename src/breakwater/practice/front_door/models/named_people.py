"""The people around a child whom the referrer named, and who a person says they are."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person, Relationship, RelationshipCode, Sex

from .arrivals import Submission
from .contacts import KEPT, Contact


class ResponsibilityTold(models.TextChoices):
    """Whether someone has parental responsibility for a child, as the referrer says. Not asked is another answer than not known."""

    YES = "YES", "Holds parental responsibility"
    NO = "NO", "Does not hold parental responsibility"
    NOT_KNOWN = "NOT_KNOWN", "The referrer does not know whether they hold parental responsibility"
    NOT_ASKED = "NOT_ASKED", "The referrer has not asked whether they hold parental responsibility"


class LivesWithChild(models.TextChoices):
    """Whether someone lives with a child, as the referrer says."""

    YES = "YES", "Lives with the child"
    PART_TIME = "PART_TIME", "Lives with the child some of the time"
    NO = "NO", "Does not live with the child"
    NOT_KNOWN = "NOT_KNOWN", "The referrer does not know whether they live with the child"
    NOT_ASKED = "NOT_ASKED", "The referrer has not asked whether they live with the child"


class NamedPerson(models.Model):
    """A parent, carer, partner or other adult whom the referrer names, as told of one child. `person` is empty until someone
    has matched them, after a search whose facts are kept (SG-10).

    `submission` and `row` say which line of which form it is: the same adult is named on the contact of each child, where the
    relation and parental responsibility may differ.
    """

    public_id = PublicIdField()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="named_people")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    named_as = models.CharField(max_length=240, blank=True, help_text="Empty where the referrer knows no name.")
    relation = models.CharField(max_length=3, blank=True, help_text="What they are to the child: a code of the form.")
    parental_responsibility = models.CharField(max_length=9, choices=ResponsibilityTold, blank=True)
    lives_with_child = models.CharField(max_length=9, choices=LivesWithChild, blank=True)
    born_as_told = models.CharField(max_length=12, blank=True, help_text="A part date, as in 1984-03.")
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    address_as_told = models.CharField(max_length=300, blank=True)
    postcode_as_told = models.CharField(max_length=60, blank=True, help_text="As typed: perhaps half, or two.")
    in_refuge = models.BooleanField(default=False, help_text="No address is kept, and none is sent to an agency.")
    reach_as_told = models.CharField(max_length=120, blank=True, help_text="A telephone number or email address.")
    reach_is_safe = models.CharField(max_length=9, blank=True, help_text="A PersonContact.Safe, or empty.")
    do_not_contact_because = models.CharField(max_length=240, blank=True)
    parts = models.JSONField(
        default=list, help_text="Codes of the form: alleged_harm, protective, main_carer and so on."
    )

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="named_in")
    relationship = models.ForeignKey(
        Relationship,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What was recorded between them and the child when both were matched.",
    )
    was_new = models.BooleanField(default=False)
    searched = models.JSONField(default=dict, help_text="Names, dates and addresses that were searched.")
    found = models.PositiveSmallIntegerField(default=0)
    matched_at = models.DateTimeField(null=True, blank=True)
    matched_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "submission", "row"], name="named_once_on_a_contact"),
            models.CheckConstraint(
                name="named_person_matched_by_someone",
                condition=Q(person=None, matched_at=None, matched_by=None)
                | Q(person__isnull=False, matched_at__isnull=False, matched_by__isnull=False),
            ),
        ]


class SiblingDecision(models.Model):
    """Whether two children of one form are brothers or sisters: a person says. The newest row of a pair holds; none is changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="sibling_decisions")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=3, choices=RelationshipCode, blank=True, help_text="Empty: not related.")
    is_withdrawn = models.BooleanField(default=False, help_text="One of the two turned out to be about another child.")
    relationship = models.ForeignKey(Relationship, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sibling_of_another_contact", condition=~Q(contact=models.F("other"))),
        ]
