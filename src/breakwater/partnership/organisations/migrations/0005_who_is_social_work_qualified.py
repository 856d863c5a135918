from django.db import migrations, models


def managers_decided_before(apps, schema_editor):
    """Whoever decides contacts now goes on: the role was given to a deciding social worker. Its number is recorded when checked."""
    apps.get_model("organisations", "Membership").objects.filter(role="mash_manager").update(
        is_social_work_qualified=True
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_who_works_when_and_who_is_away")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="is_social_work_qualified",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Approves outcomes of contacts, where the role decides them (FD 2.1).",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="social_work_number",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Their registration with Social Work England, as it was checked.",
                max_length=20,
            ),
        ),
        migrations.RunPython(managers_decided_before, migrations.RunPython.noop),
    ]
