from django.db import migrations
from django.db.models import Q

# The gravest last, so that it is what stands.
SAID = [("urgency", "today", "TODAY"), ("safe_next_day", "no", "NOT_SAFE"), ("medical", "needed", "MEDICAL"),
        ("baby_injury", "yes", "BABY")]


def mark_those_told_before(apps, schema_editor):
    """Open contacts made before the column was have it from the form that told of them, or that joined their call."""
    submissions = apps.get_model("front_door", "Submission").objects
    undecided = apps.get_model("front_door", "Contact").objects.filter(decided_at=None)
    for question, answer, code in SAID:
        said = submissions.filter(**{f"answers__values__{question}": answer})
        undecided.filter(
            Q(submission__in=said.values("pk")) | Q(case__in=said.exclude(joined_to=None).values("joined_to"))
        ).update(cannot_wait=code)


class Migration(migrations.Migration):
    dependencies = [("front_door", "0005_what_cannot_wait_beside_danger_now")]

    operations = [migrations.RunPython(mark_those_told_before, migrations.RunPython.noop)]
