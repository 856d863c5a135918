"""The audit entry and the seal. Entries are written by `audit.page` and `audit.outside`, seals by the database itself."""

from django.db import models
from django.db.models.functions import Now

from breakwater.foundation.models import Handling, Sensitivity

from .fields import NumbersField, TransactionIdField

KEPT = "Until the longest-kept record it speaks of is destroyed, at least seven years; removed by an owner's command alone."


class Entry(models.Model):
    """Who saw or changed what, when, acting as whom and why.

    `actor_id` and `human_id` point upwards and so are plain numbers. `seen` and `changed` are {"case": [ids]}. `server` is
    the database cluster in which `xid` counts, so that a restored copy, which counts afresh, starts a new series of seals.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    xid = TransactionIdField(db_default=models.Func(function="pg_current_xact_id"))
    server = models.BigIntegerField(db_default=models.Func(function="audit_server"))
    actor_id = models.BigIntegerField(null=True)
    human_id = models.BigIntegerField(null=True)
    acting_as = models.TextField()
    area = models.TextField()
    kind = models.TextField()
    verb = models.TextField()
    route = models.TextField()
    method = models.TextField()
    seen = models.JSONField()
    changed = models.JSONField()
    facts = models.JSONField()
    reason = models.TextField()
    session = models.TextField()

    handling = Handling(sensitivity=Sensitivity.PERSONAL, keep=KEPT, fields={"reason": Sensitivity.SPECIAL})

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["server", "xid", "id"], name="audit_entry_in_seal_order"),
            models.Index(fields=["human_id", "id"], name="audit_entry_by_human"),
            # audit_entry_seen and audit_entry_changed, GIN, are made in the migration that brings audit_who_looked.
        ]


class Seal(models.Model):
    """One link of the chain over the entries of transactions from `horizon_from` up to, not including, `horizon_to`.

    `entry_ids` and `leaves` (32 bytes each, end to end, in the order of the ids) let a check name the entry that was altered;
    `root` commits to the leaves, `hash` to everything including `previous`.
    """

    number = models.BigIntegerField(primary_key=True)
    form = models.SmallIntegerField()
    server = models.BigIntegerField()
    made_at = models.DateTimeField()
    horizon_from = TransactionIdField()
    horizon_to = TransactionIdField()
    entries = models.IntegerField()
    entry_ids = NumbersField()
    leaves = models.BinaryField()
    root = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    handling = Handling(
        sensitivity=Sensitivity.INTERNAL, keep="As long as any entry it covers; it says nothing of anyone."
    )

    class Meta:
        db_table = "audit_seal"
        indexes = [models.Index(fields=["server", "-number"], name="audit_seal_last_of_server")]
