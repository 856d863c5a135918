import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations

KEEP = """
create trigger stems_of_words before insert or update on directory_service
    for each row execute function tsvector_update_trigger(stems, 'pg_catalog.english', words);
update directory_service set words = words;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="service", name="service_words"),
        migrations.AddField(
            model_name="service",
            name="stems",
            field=django.contrib.postgres.search.SearchVectorField(
                editable=False, help_text="Made of the words by a trigger, so that ranking need not.", null=True
            ),
        ),
        migrations.RunSQL(KEEP, "drop trigger stems_of_words on directory_service"),
        migrations.AddIndex(
            model_name="service",
            index=django.contrib.postgres.indexes.GinIndex(fields=["stems"], name="service_stems"),
        ),
    ]
