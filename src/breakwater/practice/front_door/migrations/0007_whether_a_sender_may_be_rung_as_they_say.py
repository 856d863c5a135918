from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0006_mark_who_could_not_wait_before")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="reply_safe",
            field=models.CharField(
                blank=True,
                choices=[
                    ("YES", "Safe to use"),
                    ("NO", "Not safe to use"),
                    ("NOT_KNOWN", "Not known whether it is safe to use"),
                ],
                default="",
                help_text="Whether that is safe to use; empty where nobody asked.",
                max_length=9,
            ),
            preserve_default=False,
        ),
    ]
