import breakwater.foundation.models.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Whoever ran the five that this was made of has it already.
    replaces = [
        ("early_help", "0005_a_score_and_a_step_once"),
        ("early_help", "0006_what_the_family_writes"),
        ("early_help", "0007_a_link_by_text_message"),
        ("early_help", "0008_who_was_reminded"),
        ("early_help", "0009_an_areas_outcomes"),
    ]
    dependencies = [
        ("casework", "0003_forms_of_an_area"),
        ("early_help", "0004_published_figures"),
        ("organisations", "0003_groups_for_the_editor"),
        ("people", "0002_agencies_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FamilyPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", breakwater.foundation.models.identifiers.PublicIdField()),
                ("asked", models.JSONField()),
                ("values", models.JSONField(default=dict)),
                ("sent", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, help_text="When it was put into the assessment.", null=True),
                ),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutcomeList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", breakwater.foundation.models.identifiers.PublicIdField()),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("source", models.CharField(max_length=240)),
                ("headings", models.JSONField()),
                ("from_on", models.DateField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
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
            ],
        ),
        migrations.AddField(
            model_name="actionstep",
            name="key",
            field=models.UUIDField(
                blank=True, help_text="Of the form it came by, sent perhaps twice.", null=True, unique=True
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="key",
            field=models.UUIDField(blank=True, help_text="Of the form it came by, sent perhaps twice.", null=True),
        ),
        migrations.AlterField(
            model_name="familylink",
            name="way",
            field=models.CharField(
                choices=[("EMAIL", "By e-mail"), ("TEXT", "By text message"), ("PAPER", "On paper, from hand to hand")],
                max_length=5,
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("key", "giver"), name="one_score_a_giver_of_a_form"),
        ),
        migrations.AddField(
            model_name="familypart",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"),
        ),
        migrations.AddField(
            model_name="familypart",
            name="episode",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="family_parts", to="early_help.episode"
            ),
        ),
        migrations.AddField(
            model_name="familypart",
            name="link",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="part", to="early_help.familylink"
            ),
        ),
        migrations.AddField(
            model_name="familypart",
            name="maker",
            field=models.ForeignKey(
                blank=True,
                help_text="Who is making it, until it is made: from then on the readers of the case read it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="familypart",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="familypart",
            name="read_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.actor",
            ),
        ),
        migrations.AddField(
            model_name="familypart",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.actor"
            ),
        ),
        migrations.AddField(
            model_name="outcomelist",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.area"
            ),
        ),
        migrations.AddField(
            model_name="outcomelist",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.actor"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="early_help.action",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="clock",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.clock",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="episode",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="early_help.episode"
            ),
        ),
        migrations.AddConstraint(
            model_name="familypart",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_at", None), ("sent_at__isnull", False), _connector="OR"),
                name="family_part_read_once_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcomelist",
            constraint=models.UniqueConstraint(fields=("area", "number"), name="outcome_list_number"),
        ),
        migrations.AddConstraint(
            model_name="outcomelist",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="outcome_list_has_a_number"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", None), ("clock__isnull", False)),
                    models.Q(("action__isnull", False), ("clock", None)),
                    _connector="OR",
                ),
                name="reminder_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clock__isnull", False)), fields=("clock", "rung", "due_on"), name="a_rung_a_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("action__isnull", False)),
                fields=("action", "rung", "due_on"),
                name="a_rung_an_action",
            ),
        ),
    ]
