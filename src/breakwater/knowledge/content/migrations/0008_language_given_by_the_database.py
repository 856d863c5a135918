from django.db import migrations, models


class Migration(migrations.Migration):
    """Code from before there were languages, still running while the new begins, goes on taking in subscribers."""

    dependencies = [
        ('content', '0007_language_of_subscribers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='asked',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('nl', 'Nederlands')], db_default='en', default='en', max_length=2),
        ),
        migrations.AlterField(
            model_name='subscriber',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('nl', 'Nederlands')], db_default='en', default='en', max_length=2),
        ),
    ]
