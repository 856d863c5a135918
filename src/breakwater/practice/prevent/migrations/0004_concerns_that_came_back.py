from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('prevent', '0003_visit_agreement_entered_by'),
    ]

    operations = [
        migrations.AlterField(
            model_name='review',
            name='kind',
            field=models.CharField(choices=[('MONTHLY', 'Monthly review'), ('SIX', 'Six-month review after exit'), ('TWELVE', 'Twelve-month review after exit'), ('TURNS_18', 'Turns 18: pass to the adults’ panel'), ('TODAY', 'Act today: concerns came back, or support was declined'), ('WITHDRAWN', 'Act today: consent was withdrawn')], max_length=9),
        ),
    ]
