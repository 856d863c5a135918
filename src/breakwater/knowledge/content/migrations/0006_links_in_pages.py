import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0005_items_come_by_a_form'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=1000)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, help_text='Since when it does not answer.', null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads_to', to='content.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'address'), name='pagelink_once_a_page'), models.CheckConstraint(condition=models.Q(('why', ''), ('failed_at__isnull', False), _connector='OR'), name='pagelink_dead_since')],
            },
        ),
    ]
