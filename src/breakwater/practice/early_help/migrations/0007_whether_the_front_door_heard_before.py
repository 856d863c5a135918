from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("early_help", "0006_when_harm_was_said_and_brought_up")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="harm_told_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When somebody said that the front door had been told of it before it was answered.",
                null=True,
            ),
        ),
    ]
