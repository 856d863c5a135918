"""What the editor does goes into the audit, and whoever publishes hears of what waits: by our notifications, not by its mail."""

from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from breakwater.foundation import audit
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import operations as organisations
from breakwater.partnership.organisations.access import Role, service_of
from breakwater.partnership.organisations.models import ServiceName

from . import presenting

# The editor's own e-mails would go past the outbox and name what they are about.
MAIL = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)
for signal, sender, uid in MAIL:
    signal.disconnect(sender=sender, dispatch_uid=uid)


def on_record(sender, instance, created, **kwargs):
    """Each thing done to a page, beside the editor's own history of it. What happens by schedule has no post to name."""
    try:
        if created:
            audit.did(instance.action, "page", instance.page_id)
    except audit.NoPageOpen:
        return


def tell_who_publishes(sender, instance, **kwargs):
    """A page waits to be read and published."""
    page = instance.revision.content_object
    area = page.kept_by.area
    notifications.tell(
        words="A page of the public site waits to be read and published",
        path=presenting.edit_address(page),
        users=organisations.who_hold(Role.BUSINESS_MANAGER, area=area, at=timezone.now()),
        by=service_of(area, ServiceName.MAIL),
        at=timezone.now(),
    )


post_save.connect(on_record, sender=PageLogEntry, dispatch_uid="content.on_record")
task_submitted.connect(tell_who_publishes, dispatch_uid="content.tell_who_publishes")
