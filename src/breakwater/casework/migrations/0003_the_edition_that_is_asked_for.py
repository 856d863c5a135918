from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0002_actions'),
    ]

    operations = [
        migrations.AddField(
            model_name='selfassessmentrequest',
            name='edition_number',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
