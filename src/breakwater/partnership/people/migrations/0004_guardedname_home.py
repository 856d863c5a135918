from django.db import migrations, models

from breakwater.partnership.people.search.query import mark_of_home


def mark_homes(apps, schema_editor):
    """People who are guarded already: the house and street of their present address, as `known_names.keep` writes it."""
    Address = apps.get_model("people", "Address")
    GuardedName = apps.get_model("people", "GuardedName")
    for person in GuardedName.objects.values_list("person_id", flat=True).distinct():
        home = Address.objects.filter(person=person, ends_on=None).order_by("-starts_on", "-pk").first()
        if home and home.kind != "REFUGE":
            GuardedName.objects.filter(person=person).update(home=mark_of_home(home.lines))


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_search_line'),
    ]

    operations = [
        migrations.AddField(
            model_name='guardedname',
            name='home',
            field=models.CharField(blank=True, help_text='A digest of house number and street.', max_length=64),
        ),
        migrations.RunPython(mark_homes, migrations.RunPython.noop),
    ]
