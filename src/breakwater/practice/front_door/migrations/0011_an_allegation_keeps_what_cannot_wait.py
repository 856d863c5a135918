from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0010_mark_who_lives_with_who_may_have_harmed_them_before")]

    operations = [
        migrations.AddField(
            model_name="allegation",
            name="cannot_wait",
            field=models.CharField(
                blank=True,
                choices=[
                    ("BABY", "A baby is said to be injured"),
                    ("ABUSER", "Lives with who may have harmed them"),
                    ("MEDICAL", "Needs medical attention now"),
                    ("NOT_SAFE", "Not safe for 24 hours"),
                    ("TODAY", "Sender asks to act today"),
                ],
                default="",
                help_text="The gravest of what the sender says that cannot wait.",
                max_length=8,
            ),
            preserve_default=False,
        ),
    ]
