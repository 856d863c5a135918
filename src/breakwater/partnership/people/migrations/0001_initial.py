import breakwater.foundation.models.identifiers
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField()),
                ('has_nothing', models.BooleanField(default=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('forename', models.CharField(blank=True, max_length=120)),
                ('middle_names', models.CharField(blank=True, max_length=160)),
                ('surname', models.CharField(blank=True, max_length=120)),
                ('known_as', models.CharField(blank=True, max_length=120)),
                ('description', models.CharField(blank=True, help_text="Who it is where no name is known: 'toddler at flat 12'.", max_length=200)),
                ('born_on', models.DateField(blank=True, null=True)),
                ('born_precision', models.CharField(blank=True, choices=[('DAY', 'the day'), ('MONTH', 'the month'), ('YEAR', 'the year'), ('ESTIMATED', 'an estimate')], max_length=9)),
                ('expected_on', models.DateField(blank=True, null=True)),
                ('died_on', models.DateField(blank=True, null=True)),
                ('sex', models.CharField(choices=[('F', 'Female'), ('M', 'Male'), ('U', 'Not known')], default='U', max_length=1)),
                ('ethnicity', models.CharField(blank=True, max_length=4)),
                ('first_language', models.CharField(blank=True, max_length=60)),
                ('interpreter_needed', models.BooleanField(default=False)),
                ('care_with_contact', models.CharField(blank=True, max_length=240)),
                ('is_adult_in_a_childs_life', models.BooleanField(default=False)),
                ('entered_at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='organisations.area')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
            ],
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, max_length=200)),
                ('was_mistaken', models.BooleanField(default=False, help_text='It was entered wrongly and never held.')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('scheme', models.CharField(choices=[('UPN', 'Unique pupil number'), ('FORMER_UPN', 'Former unique pupil number'), ('NHS', 'NHS number'), ('LA_CHILD', 'Local authority child id')], max_length=10)),
                ('value', models.CharField(max_length=20)),
                ('passes_check', models.BooleanField()),
                ('kept_despite', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(blank=True, choices=[('VERIFIED', 'Traced and verified'), ('GIVEN', 'Given, not traced'), ('QUERY', 'Traced with queries'), ('NOT_FOUND', 'Not found')], max_length=9)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GuardedName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fn_ph', models.CharField(blank=True, max_length=12)),
                ('sn_ph', models.CharField(blank=True, max_length=12)),
                ('dob', models.DateField(blank=True, null=True)),
                ('yob', models.SmallIntegerField(blank=True, null=True)),
                ('pc', models.CharField(blank=True, max_length=8)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Guard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ADOPTION_SEALED', 'Sealed by an adoption'), ('PROTECTED_IDENTITY', 'Protected identity')], max_length=18)),
                ('since', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guards', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year_group', models.CharField(blank=True, max_length=3)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='organisations.organisation')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='organisations.team')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='AlsoKnownAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('forename', models.CharField(blank=True, max_length=120)),
                ('surname', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('FORMER', 'Former name'), ('ALIAS', 'Also known as'), ('SPELLING', 'Another spelling')], max_length=8)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_names', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('HOME', 'Home'), ('TEMPORARY', 'Temporary accommodation'), ('STAYING', 'Staying with someone'), ('NO_FIXED', 'No fixed address'), ('REFUGE', 'Refuge: not recorded')], default='HOME', max_length=9)),
                ('lines', models.CharField(blank=True, max_length=240)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('uprn', models.CharField(blank=True, max_length=12, verbose_name='UPRN')),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PHONE', 'Telephone'), ('EMAIL', 'E-mail')], max_length=5)),
                ('value', models.CharField(max_length=120)),
                ('safe_to_use', models.CharField(choices=[('YES', 'Safe to use'), ('NO', 'Do not use'), ('NOT_KNOWN', 'Not known whether it is safe')], default='NOT_KNOWN', max_length=9)),
                ('when', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('NAME', 'Name'), ('KNOWN_AS', 'Known as'), ('FORMER', 'Former name'), ('ALIAS', 'Also known as'), ('SPELLING', 'Another spelling'), ('MIDDLE', 'Middle name used first'), ('PART', 'Part of a name')], default='NAME', max_length=8)),
                ('fn', models.CharField(blank=True, max_length=160)),
                ('sn', models.CharField(blank=True, max_length=160)),
                ('fn_ph', models.CharField(blank=True, max_length=12)),
                ('sn_ph', models.CharField(blank=True, max_length=12)),
                ('dob', models.DateField(blank=True, null=True)),
                ('dob_precision', models.CharField(blank=True, max_length=9)),
                ('yob', models.SmallIntegerField(blank=True, null=True)),
                ('pc', models.CharField(blank=True, help_text='Present postcode, without its space.', max_length=8)),
                ('line', models.CharField(blank=True, help_text='Present address line, cleaned.', max_length=160)),
                ('former', models.BooleanField(default=False)),
                ('whole', models.CharField(blank=True, help_text='Forename and surname, for likeness by trigrams.', max_length=330)),
                ('cleaning', models.PositiveSmallIntegerField(help_text='The version of `cleaning` that wrote the row.')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_names', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, max_length=200)),
                ('was_mistaken', models.BooleanField(default=False, help_text='It was entered wrongly and never held.')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('code', models.CharField(choices=[('MTH', 'mother'), ('FTH', 'father'), ('PAR', 'parent'), ('STM', 'step-mother'), ('STF', 'step-father'), ('FOM', 'foster carer'), ('KIN', 'kinship carer'), ('GRM', 'grandmother'), ('GRF', 'grandfather'), ('SIB', 'brother or sister'), ('HSB', 'half-brother or half-sister'), ('SSB', 'step-brother or step-sister'), ('AUN', 'aunt'), ('UNC', 'uncle'), ('PTR', "parent's partner"), ('FRD', 'family friend'), ('HHM', 'other household member'), ('UNK', 'relationship not known')], max_length=3)),
                ('holds_parental_responsibility', models.BooleanField(blank=True, null=True)),
                ('lives_in_household', models.BooleanField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.actor')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeclaredTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('key', models.UUIDField(help_text='Of the form it came by, sent perhaps twice.', unique=True)),
                ('kind', models.CharField(choices=[('HOME', 'My own home'), ('CHILD', 'My child'), ('HOUSEHOLD', 'Someone in my household'), ('RELATIVE', 'A relative'), ('FRIEND', 'A close friend known to services'), ('SCHOOL', 'A school where I am a governor or a parent'), ('EMPLOYER', 'Where I worked before')], max_length=9)),
                ('words', models.BinaryField()),
                ('declared_at', models.DateTimeField()),
                ('said_over_at', models.DateTimeField(blank=True, null=True)),
                ('said_over_why', models.CharField(blank=True, max_length=240)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declared_ties', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('said_over_at', None), ('said_over_why', '')), models.Q(('said_over_at__isnull', False), models.Q(('said_over_why', ''), _negated=True)), _connector='OR'), name='tie_said_over_for_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('born_on', None), ('expected_on', None), _connector='OR'), name='born_or_expected_never_both'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('born_on', None), ('born_precision', '')), models.Q(('born_on__isnull', False), models.Q(('born_precision', ''), _negated=True)), _connector='OR'), name='birth_date_says_how_well_it_is_known'),
        ),
        migrations.AddIndex(
            model_name='identifier',
            index=models.Index(fields=['scheme', 'value'], name='people_iden_scheme_d1ee90_idx'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_because', ''), ('ended_by', None), ('was_mistaken', False)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ends_on__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='identifier_ended_by_someone_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(('passes_check', True), models.Q(('kept_despite', ''), _negated=True), _connector='OR'), name='identifier_that_fails_its_check_says_why_it_is_kept'),
        ),
        migrations.AddConstraint(
            model_name='guard',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('person', 'kind'), name='guarded_once'),
        ),
        migrations.AddConstraint(
            model_name='guard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='guard_lifted_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='enrolment_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_by', None), ('verified_on', None)), models.Q(('verified_by__isnull', False), ('verified_on__isnull', False)), _connector='OR'), name='enrolment_verified_by_someone'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(fields=['postcode'], name='people_addr_postcod_b27d0c_idx'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(condition=models.Q(('uprn', ''), _negated=True), fields=['uprn'], name='address_uprn'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'REFUGE'), _negated=True), models.Q(('lines', ''), ('postcode', ''), ('uprn', '')), _connector='OR'), name='refuge_keeps_no_address'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='address_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='personsearch',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['whole'], name='search_whole', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['dob', 'sn_ph'], name='search_dob'),
        ),
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['fn_ph', 'sn_ph'], name='search_sounds'),
        ),
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['pc', 'fn_ph'], name='search_postcode'),
        ),
        migrations.AddIndex(
            model_name='personsearch',
            index=models.Index(fields=['sn_ph', 'yob'], name='search_surname_year'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_because', ''), ('ended_by', None), ('was_mistaken', False)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ends_on__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='relationship_ended_by_someone_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('other')), _negated=True), name='nobody_is_related_to_themselves'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('person', 'other', 'code'), name='relationship_once'),
        ),
    ]
