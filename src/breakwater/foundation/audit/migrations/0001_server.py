"""Name the cluster in which transaction numbers count."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(
            """
            create function audit_server() returns bigint language sql stable security definer
            set search_path = pg_catalog, pg_temp
            as 'select system_identifier from pg_control_system()';
            """,
            "drop function audit_server()",
        )
    ]
