import breakwater.foundation.models.identifiers
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
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=16)),
                ('path', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-made_at', '-id'], name='notification_newest')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', breakwater.foundation.models.identifiers.PublicIdField()),
                ('channel', models.CharField(choices=[('EMAIL', 'E-mail'), ('TEXT', 'Text message')], default='EMAIL', max_length=5)),
                ('to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('WAITING', 'Waiting'), ('SENT', 'Sent'), ('FAILED', 'Could not be sent')], default='WAITING', max_length=7)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_fault', models.CharField(blank=True, max_length=200)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'made_at'], name='outbox_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'SENT')), models.Q(models.Q(('state', 'SENT'), _negated=True), ('sent_at', None)), _connector='OR'), name='message_sent_when_sent')],
            },
        ),
    ]
