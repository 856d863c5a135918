from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0004_questions_and_usefulness'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='key',
            field=models.UUIDField(blank=True, help_text='Of the form it came by, sent perhaps twice.', null=True, unique=True),
        ),
    ]
