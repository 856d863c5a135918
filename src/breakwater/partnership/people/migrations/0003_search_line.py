from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_agencies_lists'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['line'], name='search_line', opclasses=['varchar_pattern_ops']),
        ),
    ]
