from django.db import migrations
from django.db.models import Q

LESS_GRAVE = ["", "MEDICAL", "NOT_SAFE", "TODAY"]


def mark_those_told_before(apps, schema_editor):
    """Open contacts made before the column was, whose form says that someone said to have harmed a child sexually lives with
    them: read from what is said of each adult of the family, which the step before left out. A baby's injury is graver."""
    submissions = apps.get_model("front_door", "Submission").objects
    undecided = apps.get_model("front_door", "Contact").objects.filter(decided_at=None, cannot_wait__in=LESS_GRAVE)
    of_sexual_harm = submissions.filter(
        Q(answers__values__concern_types__contains="sexual")
        | Q(answers__values__concern_types__chosen__contains="sexual")
    )
    for key, joined_to, values in of_sexual_harm.values_list("pk", "joined_to", "answers__values"):
        if any(_lives_there_and_harmed(adult) for adult in _rows(values.get("family"))):
            of_it = Q(submission=key) | Q(case=joined_to) if joined_to else Q(submission=key)
            undecided.filter(of_it).update(cannot_wait="ABUSER")


def _lives_there_and_harmed(adult: dict) -> bool:
    flags = adult.get("adult_flags")
    flags = flags.get("chosen") if isinstance(flags, dict) else flags
    harmed = isinstance(flags, list) and "alleged_harm" in flags
    return harmed and adult.get("adult_lives_with_child") in ("yes", "part_time")


def _rows(value) -> list[dict]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


class Migration(migrations.Migration):
    dependencies = [("front_door", "0009_names_kept_back_by_a_line_before")]

    operations = [migrations.RunPython(mark_those_told_before, migrations.RunPython.noop)]
