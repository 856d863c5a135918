from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_the_edition_that_is_asked_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='selfassessmentrequest',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, help_text='Not asked for any more, until it is asked again.', null=True),
        ),
    ]
