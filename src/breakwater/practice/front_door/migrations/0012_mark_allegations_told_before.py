from django.db import migrations

GRAVEST_FIRST = ["BABY", "ABUSER", "MEDICAL", "NOT_SAFE", "TODAY"]


def mark_those_told_before(apps, schema_editor):
    """Allegations not decided have what cannot wait from the contacts set apart with them, and danger told after the form."""
    together = apps.get_model("front_door", "AllegationContact").objects
    for allegation in apps.get_model("front_door", "Allegation").objects.filter(decided_at=None):
        cases = together.filter(within=allegation.case_id).values("case")
        contacts = apps.get_model("front_door", "Contact").objects.filter(case__in=cases)
        said = dict(contacts.values_list("pk", "cannot_wait")).values()
        allegation.cannot_wait = next((code for code in GRAVEST_FIRST if code in said), "")
        allegation.immediate_danger |= contacts.filter(immediate_danger=True).exists()
        allegation.save(update_fields=["cannot_wait", "immediate_danger"])


class Migration(migrations.Migration):
    dependencies = [("front_door", "0011_an_allegation_keeps_what_cannot_wait")]

    operations = [migrations.RunPython(mark_those_told_before, migrations.RunPython.noop)]
