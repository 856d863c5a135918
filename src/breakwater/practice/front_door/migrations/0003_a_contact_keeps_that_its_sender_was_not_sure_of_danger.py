from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0002_an_allegation_keeps_its_form")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="unsure_of_danger",
            field=models.BooleanField(default=False, help_text="Asked about danger now, the sender was not sure."),
        ),
    ]
