import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0004_what_each_list_was_made_from_and_paper'),
        ('organisations', '0003_groups_for_the_editor'),
    ]

    operations = [
        migrations.AddField(
            model_name='callaction',
            name='pupil',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.listedpupil'),
        ),
        migrations.AddField(
            model_name='disagreement',
            name='pupil',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.listedpupil'),
        ),
        migrations.AddField(
            model_name='letterline',
            name='pupil',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.listedpupil'),
        ),
        migrations.CreateModel(
            name='CohortProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5)),
                ('name', models.CharField(max_length=80)),
                ('definition', models.CharField(max_length=240)),
                ('source', models.CharField(max_length=80)),
                ('see', models.CharField(choices=[('N', 'The pupil and the cohort'), ('D', 'The pupil, the cohort, the worker and the dates'), ('X', 'Nothing, ever')], max_length=1)),
                ('condition', models.CharField(choices=[('NONE', 'No condition'), ('AGREED', 'Only where the family agreed'), ('NAMED', 'Only where the family’s agreement names this school'), ('KNOWN', 'Only once the parents know of it')], default='NONE', max_length=6)),
                ('said', models.CharField(blank=True, max_length=80)),
                ('figure', models.CharField(blank=True, help_text='What a figure beside the pupil counts, after the number.', max_length=60)),
                ('why', models.CharField(blank=True, max_length=240)),
                ('owner', models.CharField(max_length=80)),
                ('review_by', models.DateField()),
                ('edition', models.PositiveSmallIntegerField()),
                ('because', models.CharField(max_length=240)),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('RELEASED', 'Released'), ('DECLINED', 'Not released'), ('BACK', 'Taken back')], max_length=8)),
                ('words', models.CharField(blank=True, max_length=240)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
            ],
        ),
        migrations.AddField(
            model_name='cohortrule',
            name='proposal',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rule', to='education.cohortproposal'),
        ),
        migrations.AddConstraint(
            model_name='cohortproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('area', 'code'), name='one_open_proposal_a_cohort'),
        ),
        migrations.AddConstraint(
            model_name='cohortproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('outcome', 'BACK')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('outcome__in', ['RELEASED', 'DECLINED']), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='cohort_released_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='cohortproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__in', ('LADO', 'PREV', 'S47')), _negated=True), ('see', 'X'), _connector='OR'), name='never_proposed_for_a_list'),
        ),
        # Lines that stand already hang from their pupil's place on the school's lists as well.
        migrations.RunSQL(
            [
                *(
                    f"update {table} of set pupil_id = p.id from education_listedpupil p "
                    "where p.team_id = of.school_team_id and p.code = of.row_code and of.row_code <> ''"
                    for table in ("education_callaction", "education_disagreement")
                ),
                "update education_letterline of set pupil_id = p.id from education_listedpupil p, education_letter l "
                "where l.id = of.letter_id and p.team_id = l.school_team_id and p.code = of.row_code and of.row_code <> ''",
            ],
            migrations.RunSQL.noop,
        ),
    ]
