from django.db import migrations, models


class Migration(migrations.Migration):
    few = "the table holds one row for each organisation and year: thousands in an area of any size"
    accepts = {"require-concurrent-index-creation": few, "require-concurrent-index-deletion": few}

    dependencies = [
        ('casework', '0004_a_request_that_is_withdrawn'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='selfassessmentrequest',
            name='asked_once_at_a_time',
        ),
        migrations.AddConstraint(
            model_name='selfassessmentrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('shared_at', None), ('withdrawn_at', None)), fields=('asking_team', 'organisation', 'bank'), name='asked_once_at_a_time'),
        ),
    ]
