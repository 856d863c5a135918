from django.db import migrations
from django.db.models import Q


def mark_those_told_before(apps, schema_editor):
    """Contacts made before the column was have it from the form that told of them, or that joined their call."""
    submissions = apps.get_model("front_door", "Submission").objects
    not_sure = submissions.filter(
        Q(answers__values__immediate_danger="not_known") | Q(answers__values__immediate_danger__state="not_known")
    )
    apps.get_model("front_door", "Contact").objects.filter(
        Q(submission__in=not_sure.values("pk")) | Q(case__in=not_sure.exclude(joined_to=None).values("joined_to"))
    ).update(unsure_of_danger=True)


class Migration(migrations.Migration):
    dependencies = [("front_door", "0003_a_contact_keeps_that_its_sender_was_not_sure_of_danger")]

    operations = [migrations.RunPython(mark_those_told_before, migrations.RunPython.noop)]
