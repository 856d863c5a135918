import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_initial'),
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=16, unique=True)),
                ('label', models.CharField(help_text='What the area calls the record, when it was opened.', max_length=60)),
                ('concern', models.TextField(help_text='Why help was decided, in the words it was handed over with.')),
                ('opened_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='episode', to='casework.case')),
                ('source_case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('relation', models.CharField(max_length=60)),
                ('answer', models.CharField(choices=[('AGREES', 'Agrees'), ('OBJECTS', 'Objects'), ('WITHDRAWN', 'Has withdrawn')], max_length=9)),
                ('to_assessment', models.BooleanField(default=False)),
                ('to_sharing', models.BooleanField(default=False)),
                ('shared_with', models.CharField(blank=True, max_length=240)),
                ('to_reporting', models.BooleanField(default=False)),
                ('to_contact_after', models.BooleanField(default=False)),
                ('method', models.CharField(choices=[('IN_PERSON', 'In person'), ('PHONE', 'By telephone'), ('WRITTEN', 'In writing')], max_length=9)),
                ('limits_explained', models.BooleanField(default=False)),
                ('words', models.TextField(blank=True)),
                ('given_on', models.DateField()),
                ('key', models.UUIDField(blank=True, help_text='Of the form it came by, sent perhaps twice.', null=True, unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='early_help.episode')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', 'AGREES'), _negated=True), ('to_assessment', True), ('to_sharing', True), _connector='OR'), name='agreement_says_to_what')],
            },
        ),
    ]
