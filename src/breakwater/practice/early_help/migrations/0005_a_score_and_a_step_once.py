from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_forms_of_an_area"),
        ("early_help", "0004_published_figures"),
        ("organisations", "0002_one_time_links"),
    ]

    operations = [
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
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("key", "giver"), name="one_score_a_giver_of_a_form"),
        ),
    ]
