
import breakwater.foundation.models.identifiers
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('early_help', '0008_who_was_reminded'),
        ('organisations', '0002_one_time_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutcomeList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=240)),
                ('headings', models.JSONField()),
                ('from_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'number'), name='outcome_list_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='outcome_list_has_a_number')],
            },
        ),
    ]
