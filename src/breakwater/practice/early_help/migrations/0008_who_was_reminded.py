import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_forms_of_an_area"),
        ("early_help", "0007_a_link_by_text_message"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("OWNER", "Whoever does it"),
                            ("LEAD", "Whoever leads"),
                            ("COORDINATOR", "The Tier 2 co-ordinator"),
                            ("MANAGER", "The early help manager"),
                        ],
                        max_length=11,
                    ),
                ),
                ("due_on", models.DateField()),
                ("skipped_because", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="early_help.action",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.clock",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="early_help.episode"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", None), ("clock__isnull", False)),
                            models.Q(("action__isnull", False), ("clock", None)),
                            _connector="OR",
                        ),
                        name="reminder_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("clock__isnull", False)),
                        fields=("clock", "rung", "due_on"),
                        name="a_rung_a_review",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("action__isnull", False)),
                        fields=("action", "rung", "due_on"),
                        name="a_rung_an_action",
                    ),
                ],
            },
        ),
    ]
