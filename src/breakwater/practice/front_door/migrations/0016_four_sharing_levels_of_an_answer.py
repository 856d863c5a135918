from django.db import migrations, models

# None is widened: what a school might be told is now for the professionals who work with the child.
NOW = {"CONFIDENTIAL": "MASH", "DECISION": "MASH", "SCHOOL": "RECEIVING"}


def narrow_to_four(apps, schema_editor):
    """Seven sharing levels become four, each answer at the nearest level that lets it go no further than its owner said."""
    answers = apps.get_model("front_door", "InformationAnswer").objects
    for before, now in NOW.items():
        answers.filter(label=before).update(label=now)


class Migration(migrations.Migration):
    dependencies = [("front_door", "0015_agreement_names_its_children")]

    operations = [
        migrations.RunPython(narrow_to_four, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="informationanswer",
            name="label",
            field=models.CharField(
                choices=[
                    ("MASH", "MASH only"),
                    ("RECEIVING", "Professionals working with the child"),
                    ("REFERRER", "Professionals and the referrer"),
                    ("FAMILY", "Professionals and the family"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="quotes_because",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Why the reasons repeat a phrase of an answer that is for the MASH only (TR-08).",
                max_length=500,
            ),
            preserve_default=False,
        ),
    ]
