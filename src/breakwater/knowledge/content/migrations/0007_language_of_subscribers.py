from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0006_links_in_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='asked',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('nl', 'Nederlands')], default='en', max_length=2),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('nl', 'Nederlands')], default='en', max_length=2),
        ),
    ]
