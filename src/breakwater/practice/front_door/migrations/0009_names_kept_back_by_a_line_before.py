from django.db import migrations

KEPT_BACK = "Do not tell the family who told us: the sender asks for that."
NOT_KNOWN = (
    "Not known here: who told us and how to reach them, what the family was told and agrees to, what was answered on the form. "
    "Do not tell the family who told us before you have asked us."
)


def read_the_lines(apps, schema_editor):
    """What was passed on before the column was said by a line that the name is kept back: the line goes, the column has it."""
    for beside in apps.get_model("front_door", "Addition").objects.filter(key__startswith="beside-").select_related("submission"):
        lines = beside.words.splitlines()
        told = "ASKED" if KEPT_BACK in lines else "NOT_KNOWN" if NOT_KNOWN in lines else ""
        if not told:
            continue
        apps.get_model("front_door", "Submission").objects.filter(pk=beside.submission_id).update(name_kept_back=told)
        beside.words = "\n".join(line for line in lines if line != KEPT_BACK)
        beside.save(update_fields=["words"])


class Migration(migrations.Migration):
    dependencies = [("front_door", "0008_what_is_passed_on_is_said_in_columns")]

    operations = [migrations.RunPython(read_the_lines, migrations.RunPython.noop)]
