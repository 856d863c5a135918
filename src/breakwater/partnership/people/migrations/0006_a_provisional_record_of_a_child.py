from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_a_relationship_keeps_its_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_provisional",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A child nobody can name yet, recorded so as to be protected. Matched later by a person, never by a number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_provisional", False), ("is_adult_in_a_childs_life", False), _connector="OR"),
                name="provisional_record_is_of_a_child",
            ),
        ),
    ]
