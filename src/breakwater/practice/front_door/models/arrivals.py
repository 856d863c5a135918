"""What arrives at the front door, and what its sender holds in return."""

from django.db import models

from breakwater.casework.models import Answers, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team, User
from breakwater.partnership.organisations.models.humans import LinkKind

KEPT_WITH_THE_CONTACT = "Kept as long as the contacts it made"
# Census codes of callers who do not ring because of their work (FD 6.9).
PRIVATE_SOURCES = frozenset({"1A", "1B", "1C", "1D", "9", "10"})
# What a child is called whom the sender did not name.
NOBODY_NAMED = "Child not named"
NOT_NAMED_AT = "Not named, at "
WROTE_TO_US = "The young person who wrote to us"
UNBORN = "Unborn child"
BY_REFERENCE = "by somebody who gave the reference; nobody has checked who"
# What stands for the address of a refuge, which is never recorded.
IN_A_REFUGE = "In a refuge: not recorded"


class Channel(models.TextChoices):
    """How it came."""

    CHILD = "CHILD", "Online, from a child or young person"
    PUBLIC = "PUBLIC", "Online, from a member of the public"
    PROFESSIONAL = "PROFESSIONAL", "Professional form"
    PHONE = "PHONE", "By telephone"
    NOTICE = "NOTICE", "Police notice"
    HEALTH = "HEALTH", "Health alert"
    OTHER_AREA = "OTHER_AREA", "Notice from another area"
    STEP_UP = "STEP_UP", "Stepped up from another service"


class ReplySafe(models.TextChoices):
    """What a sender answered when asked whether it is safe to reach them as they say (SG-27)."""

    YES = "YES", "Safe to use"
    NO = "NO", "Not safe to use"
    NOT_KNOWN = "NOT_KNOWN", "Not known whether it is safe to use"


class NameKeptBack(models.TextChoices):
    """Why the family must not learn who told us, where an authority passed it on."""

    ASKED = "ASKED", "The referrer asks for that."
    NOT_KNOWN = "NOT_KNOWN", "Nobody here knows whether the referrer agrees. Ask the authority that passed it on first."


class Submission(models.Model):
    """What someone sent: a form, a call, a step-up. Not a case; it makes one contact for each child it names.

    `received_at` is the server's. `told_at` is when MASH staff say they were told by telephone (FD-05). `key` makes
    sending the same form twice the same submission. `description` says who it is about where nobody is named.
    """

    Channel = Channel

    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="submissions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="submissions_received")
    channel = models.CharField(max_length=12, choices=Channel)
    key = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    taken_on_paper_by = models.CharField(
        max_length=120, blank=True, help_text="Who wrote it by hand while the service could not be reached."
    )
    answers = models.OneToOneField(Answers, null=True, blank=True, on_delete=models.PROTECT, related_name="submission")
    worry = models.TextField(help_text="In the referrer's own words.")
    immediate_danger = models.BooleanField(null=True, blank=True)
    out_of_hours = models.BooleanField(default=False)
    sender_team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions_sent"
    )
    sender_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sender_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sender_words = models.CharField(
        max_length=240, blank=True, help_text="Who sent it, as they put it; empty if anonymous."
    )
    source_code = models.CharField(max_length=2, help_text="Children in Need census source of contact (FD 6.9).")
    reply_to = models.CharField(
        max_length=254, blank=True, help_text="A telephone number or address that reaches them."
    )
    reply_safe = models.CharField(
        max_length=9, choices=ReplySafe, blank=True, help_text="Whether that is safe to use; empty where nobody asked."
    )
    name_kept_back = models.CharField(
        max_length=9,
        choices=NameKeptBack,
        blank=True,
        help_text="Of what was passed on: the referrer's own form says it itself.",
    )
    childs_words = models.JSONField(
        default=list,
        blank=True,
        help_text="What the child said, in the child's own words, where an authority passed it on.",
    )
    passed_facts = models.JSONField(
        default=list,
        blank=True,
        help_text="The ledger of the authority that passed it on: line, about, words and more of each fact.",
    )
    joined_to = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions_joined",
        help_text="The contact of an earlier call, whose written form this is.",
    )
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        Sensitivity.SPECIAL,
        keep=KEPT_WITH_THE_CONTACT,
        fields={"key": Sensitivity.SECRET, "reference": Sensitivity.INTERNAL},
    )

    @property
    def source_said(self) -> str:
        """Who it came from, for a chronology that others read later: a professional as they put it, nobody else by name."""
        of_post = self.channel in (
            Channel.PROFESSIONAL,
            Channel.STEP_UP,
            Channel.NOTICE,
            Channel.HEALTH,
            Channel.OTHER_AREA,
        )
        return (of_post and self.sender_words[:120]) or self.get_channel_display()


def is_referrers(by: Actor) -> bool:
    """Whether whoever adds is known: somebody of the referrer's team, or its system, and not whoever gave a reference."""
    return bool(by.membership_id) or by.link == LinkKind.SYSTEM


class Addition(models.Model):
    """What someone told us afterwards about a submission still open ("Have you told us before?", SG-26).

    Where the `key` begins with BESIDE, it is what another authority passed on beside the sender's words, at the arrival.
    """

    BESIDE = "beside-"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="additions")
    key = models.CharField(max_length=64, unique=True)
    words = models.TextField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT, fields={"key": Sensitivity.SECRET})

    @property
    def is_beside(self) -> bool:
        """Whether no sender said it: it is not to be quoted as anybody's words."""
        return self.key.startswith(self.BESIDE)

    @property
    def whose(self) -> str:
        """Who it came from, as far as anyone knows: whoever holds a reference may add to a report, and nobody asks who it is."""
        return f"written by {self.by.said}" if is_referrers(self.by) else BY_REFERENCE


class Draft(models.Model):
    """A public form on its way: kept on the server so that nothing stays on the device, gone after 24 hours.

    `token_digest` is of a token that lives in the session cookie. `values` is encrypted with the installation's key.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    route = models.CharField(max_length=12)
    values = models.BinaryField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    handling = Handling(
        Sensitivity.SPECIAL,
        keep="Deleted when sent, left, or 24 hours old",
        fields={"token_digest": Sensitivity.SECRET},
    )


class AbuseCount(models.Model):
    """How often a keyed digest of an address sent something lately: a store of its own that forgets in 24 hours (SG-25)."""

    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    handling = Handling(Sensitivity.INTERNAL, keep="Deleted after 24 hours")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "purpose", "hour"], name="abuse_once_an_hour")]
