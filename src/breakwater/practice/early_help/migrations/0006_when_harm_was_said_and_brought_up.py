from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("early_help", "0005_what_the_family_writes_and_who_is_reminded")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="harm_said_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When it was answered that a child is at risk of significant harm; none if not.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="stepped_up_at",
            field=models.DateTimeField(
                blank=True, help_text="When the family was last brought to the front door from here.", null=True
            ),
        ),
        migrations.RunSQL(
            "update early_help_assessment of set harm_said_at = given.saved_at from casework_answers given "
            "where given.id = of.answers_id and given.values->>'harm' = 'yes'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "update early_help_episode of set stepped_up_at = made.at from (select carried.case_id, max(offered_at) as at "
            "from casework_handover up join casework_handovercase carried on carried.handover_id = up.id "
            "where up.service = 'front_door' group by carried.case_id) made where made.case_id = of.case_id",
            migrations.RunSQL.noop,
        ),
    ]
