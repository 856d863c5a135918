import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0003_between_calls'),
        ('organisations', '0003_groups_for_the_editor'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperLeave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField()),
                ('because', models.CharField(max_length=240)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='sourcestate',
            name='source_once_a_fortnight',
        ),
        migrations.AddField(
            model_name='cohortrule',
            name='figure',
            field=models.CharField(blank=True, help_text='What a figure beside the pupil counts, after the number.', max_length=60),
        ),
        migrations.AddField(
            model_name='fortnight',
            name='making',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='schoollist',
            name='making',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='sourcestate',
            name='making',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='sourcestate',
            constraint=models.UniqueConstraint(fields=('fortnight', 'making', 'key'), name='source_once_a_making'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='link_team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.team'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.membership'),
        ),
        migrations.AddField(
            model_name='paperleave',
            name='school_team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.team'),
        ),
        migrations.AddConstraint(
            model_name='paperleave',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('post',), name='one_leave_to_print_a_post'),
        ),
        migrations.AddConstraint(
            model_name='paperleave',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='leave_to_print_ended_by_someone'),
        ),
        migrations.RunSQL(
            "update education_cohortrule of set figure = counts.figure from (values "
            "('PA', 'per cent of sessions missed'), ('SA', 'per cent of sessions missed'), ('PTT', 'hours a week'), "
            "('SUS', 'times this school year'), ('MISS', 'times in 30 days')) as counts (code, figure) "
            "where of.code = counts.code and of.figure = ''",
            migrations.RunSQL.noop,
        ),
    ]
