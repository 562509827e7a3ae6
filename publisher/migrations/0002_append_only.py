"""The trail refuses UPDATE and DELETE."""

from django.db import migrations

from publisher.models import guard


class Migration(migrations.Migration):
    dependencies = [("publisher", "0001_first")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guard.install(editor.connection), lambda apps, editor: guard.remove(editor.connection)
        )
    ]
