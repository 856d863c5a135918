from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0004_mark_whose_sender_was_not_sure_of_danger_before")]

    operations = [
        migrations.AddField(
            model_name="contact",
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
        migrations.AddField(
            model_name="alarm",
            name="is_danger",
            field=models.BooleanField(
                default=True,
                help_text="Danger now was said; otherwise something else that cannot wait until the office opens.",
            ),
        ),
    ]
