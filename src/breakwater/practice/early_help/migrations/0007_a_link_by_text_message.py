from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("early_help", "0006_what_the_family_writes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="familylink",
            name="way",
            field=models.CharField(
                choices=[("EMAIL", "By e-mail"), ("TEXT", "By text message"), ("PAPER", "On paper, from hand to hand")],
                max_length=5,
            ),
        ),
    ]
