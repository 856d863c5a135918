from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_a_provisional_record_of_a_child'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['fn_ph', 'yob'], name='search_forename_year'),
        ),
    ]
