"""What the family sees and says: a link of one's own, an approved rendering of the plan, comments in one's own words (SG-27)."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership, User
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode


class LinkDoor(models.Model):
    """What opens a link: digests of its token and of the number said to its person, and how often someone guessed wrong.

    Names nobody, so that it can be looked up before anyone acts.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    check_digest = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    handling = Handling(
        Sensitivity.INTERNAL,
        keep="Its digests are emptied 30 days after it ended",
        fields={"token_digest": Sensitivity.SECRET, "check_digest": Sensitivity.SECRET},
    )


class FamilyLink(models.Model):
    """A link that was given to one person, after it was asked whether it is safe to reach them that way."""

    class Way(models.TextChoices):
        EMAIL = "EMAIL", "By e-mail"
        TEXT = "TEXT", "By text message"
        PAPER = "PAPER", "On paper, from hand to hand"

    public_id = PublicIdField()
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="family_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    door = models.OneToOneField(LinkDoor, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=5, choices=Way)
    reach = models.CharField(max_length=254, blank=True)
    safe_words = models.TextField(help_text="How it was asked whether this way is safe, and what they said.")
    may_know_place = models.BooleanField(default=False)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.CharField(max_length=240, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "person"], name="one_link_a_person", condition=Q(ended_at=None))
        ]


class FamilyCopy(models.Model):
    """The plan as one person may read it, as someone approved it: a rendering that stands, not a view of the record.

    `content` is what `family_copy.build` makes. In a second language it holds words that a person wrote and another checked;
    nothing is translated by a machine (SG-33).
    """

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    language = models.CharField(max_length=12, blank=True)
    other_words = models.TextField(blank=True)
    translated_by = models.CharField(max_length=160, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    maker = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who is making it, until it is made: from then on the readers of the case read it.",
    )
    approved_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class FamilyReply(models.Model):
    """What a worker answered to one of the family: by their link, where they read it, or by word of mouth, noted for workers.

    It hangs from the part that came with their link, so that whoever holds the link reads their own answers and no others.
    """

    class Way(models.TextChoices):
        LINK = "LINK", "By their link: they read it there"
        SPOKE = "SPOKE", "I spoke with them: this is a note for workers"

    part = models.ForeignKey("early_help.FamilyPart", on_delete=models.CASCADE, related_name="replies")
    way = models.CharField(max_length=5, choices=Way)
    words = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class FamilyNumber(models.Model):
    """The number on which one worker may be called by a family; shown while that worker leads, to those who may know who does."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="family_numbers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    telephone = models.CharField(max_length=30, blank=True, help_text="Empty: none is given any more.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)


class FamilyComment(models.Model):
    """What someone of the family wrote by their own link: about the plan, or a part of their own story."""

    class About(models.TextChoices):
        PLAN = "PLAN", "About the plan"
        CHANGE = "CHANGE", "What I would like to change"
        HELPED = "HELPED", "What has helped before"
        SIDE = "SIDE", "Who is on our side"

    copy = models.ForeignKey(FamilyCopy, on_delete=models.CASCADE, related_name="comments")
    about = models.CharField(max_length=6, choices=About, default=About.PLAN)
    goal = models.CharField(max_length=20, blank=True, help_text="The public id of the goal it is about.")
    words = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by: it is taken once.")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey(FamilyReply, null=True, blank=True, on_delete=models.PROTECT, related_name="comments")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
