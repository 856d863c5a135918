import breakwater.foundation.models.identifiers
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('single_keys', models.BooleanField(default=False, help_text='Single-key commands on work lists (SG-32).')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('partnership_name', models.CharField(max_length=120)),
                ('gss_code', models.CharField(max_length=9, verbose_name='ONS code')),
                ('early_help_label', models.CharField(default='Early Help Assessment', max_length=60)),
                ('in_force_from', models.DateField()),
                ('in_force_to', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='DutyPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('title', models.CharField(max_length=120)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('telephone_is_public', models.BooleanField(default=False)),
                ('email_is_public', models.BooleanField(default=False)),
                ('pager', models.CharField(blank=True, help_text="Where the post is paged: a mobile number, or a pager's e-mail address.", max_length=254)),
                ('paged_as', models.PositiveSmallIntegerField(blank=True, help_text='1 is paged first, 2 when nobody has answered, and so on; none: never paged.', null=True)),
                ('last_checked_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('COUNCIL', 'Council'), ('SCHOOL', 'School or college'), ('POLICE', 'Police'), ('HEALTH', 'Health'), ('HOUSING', 'Housing'), ('PROBATION', 'Probation'), ('VOLUNTARY', 'Voluntary or community organisation'), ('EARLY_YEARS', 'Early years setting'), ('OTHER', 'Other')], max_length=12)),
                ('ods_code', models.CharField(blank=True, max_length=10, verbose_name='NHS organisation code')),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='RoleRecord',
            fields=[
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('has_oversight', models.BooleanField(help_text="Holds the area's oversight scope.")),
                ('may_break_glass', models.BooleanField()),
                ('decides', models.BooleanField(default=False, help_text='Reads what is kept for those who decide for its team.')),
            ],
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('FRONT_DOOR', 'Worried about a child, office hours'), ('OUT_OF_HOURS', 'Worried about a child, out of hours'), ('HELPLINE', 'National helpline'), ('OTHER', 'Other')], max_length=14)),
                ('label', models.CharField(max_length=120)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('text_number', models.CharField(blank=True, max_length=30)),
                ('website', models.URLField(blank=True)),
                ('note', models.CharField(blank=True, max_length=240)),
                ('for_children', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('source', models.CharField(max_length=200)),
                ('effective_from', models.DateField()),
                ('effective_to', models.DateField(blank=True, null=True)),
                ('last_checked_on', models.DateField()),
                ('review_by', models.DateField()),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='organisations.area')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('job_title', models.CharField(blank=True, max_length=120)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('role', models.ForeignKey(db_column='role', on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.rolerecord')),
            ],
        ),
        migrations.CreateModel(
            name='DutyPostHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.BooleanField(default=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holders', to='organisations.dutypost')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_posts', to='organisations.membership')),
            ],
        ),
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(blank=True, choices=[('intake', 'Intake'), ('clocks', 'Clocks'), ('lists', 'Lists'), ('mail', 'Mail')], max_length=12)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actors', to='organisations.area')),
                ('membership', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actor', to='organisations.membership')),
            ],
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='school', serialize=False, to='organisations.organisation')),
                ('urn', models.CharField(max_length=6, unique=True, verbose_name='URN')),
                ('la_code', models.CharField(max_length=4, verbose_name='LA code')),
                ('establishment_number', models.CharField(blank=True, max_length=4)),
                ('type_code', models.CharField(blank=True, max_length=4)),
                ('type_name', models.CharField(blank=True, max_length=120)),
                ('status_code', models.CharField(blank=True, max_length=2)),
                ('phase_code', models.CharField(blank=True, max_length=2)),
                ('low_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('high_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('gender_code', models.CharField(blank=True, max_length=1)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('street', models.CharField(blank=True, max_length=160)),
                ('locality', models.CharField(blank=True, max_length=120)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('telephone', models.CharField(blank=True, max_length=20)),
                ('website', models.CharField(blank=True, max_length=250)),
                ('ward_code', models.CharField(blank=True, max_length=9)),
                ('uprn', models.CharField(blank=True, max_length=12, verbose_name='UPRN')),
                ('ukprn', models.CharField(blank=True, max_length=8, verbose_name='UKPRN')),
                ('trust_name', models.CharField(blank=True, max_length=200)),
                ('last_changed_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OrganisationArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='organisations.area')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='serves', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Patch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patches', to='organisations.area')),
            ],
        ),
        migrations.AddField(
            model_name='dutypost',
            name='patch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duty_posts', to='organisations.patch'),
        ),
        migrations.CreateModel(
            name='SchoolTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='organisations.area')),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('name', models.CharField(max_length=120)),
                ('sight_is_dated', models.BooleanField(default=False, help_text="Its sight of children begins and ends by date (a school's), and waits for the day's derivation.")),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='organisations.area')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens_at', models.TimeField()),
                ('closes_at', models.TimeField()),
                ('effective_from', models.DateField()),
                ('effective_to', models.DateField(blank=True, null=True)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='organisations.team')),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.team'),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('job_title', models.CharField(blank=True, max_length=120)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.UUIDField(blank=True, help_text='Of the form it came by, sent perhaps twice.', null=True, unique=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='organisations.actor')),
                ('role', models.ForeignKey(db_column='role', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.rolerecord')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='organisations.team')),
            ],
        ),
        migrations.AddField(
            model_name='dutypost',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_posts', to='organisations.team'),
        ),
        migrations.CreateModel(
            name='TeamService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=40)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='organisations.area')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='organisations.team')),
            ],
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(max_length=120)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='organisations.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'day'), name='closure_once_a_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area', None), ('membership__isnull', False), ('service', '')), models.Q(('area__isnull', False), ('membership', None), models.Q(('service', ''), _negated=True)), _connector='OR'), name='actor_is_exactly_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.UniqueConstraint(condition=models.Q(('membership', None)), fields=('area', 'service'), name='one_actor_a_service'),
        ),
        migrations.AddField(
            model_name='school',
            name='patch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='schools', to='organisations.patch'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['kind', 'name'], name='organisatio_kind_2b7277_idx'),
        ),
        migrations.AddConstraint(
            model_name='organisationarea',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='service_of_an_area_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='organisationarea',
            constraint=models.UniqueConstraint(fields=('organisation', 'area', 'starts_on'), name='serves_an_area_once'),
        ),
        migrations.AddConstraint(
            model_name='patch',
            constraint=models.UniqueConstraint(fields=('area', 'name'), name='patch_named_once'),
        ),
        migrations.AddConstraint(
            model_name='schoolterm',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='term_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='schoolterm',
            constraint=models.UniqueConstraint(fields=('area', 'label'), name='term_once_an_area'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(fields=('organisation', 'area', 'name'), name='team_named_once'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_is_a_weekday'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user', 'team', 'role', 'starts_on'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='teamservice',
            constraint=models.UniqueConstraint(fields=('area', 'service'), name='one_team_receives_a_service'),
        ),
    ]
