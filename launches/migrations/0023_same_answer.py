"""An answer that is the same to the letter is recognised, and kept once."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

search = import_module("launches.migrations.0012_search")
nothing = migrations.RunPython.noop


class Migration(migrations.Migration):
    dependencies = [("launches", "0022_found_in_indexes")]

    # Taken back, SQLite makes the table of launches anew.
    operations = [
        migrations.RunPython(nothing, search.put_back),
        migrations.AddField(
            "apicall", "fingerprint", models.BinaryField(editable=False, max_length=16, null=True)
        ),
        migrations.AddField(
            "apicall",
            "same_as",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="launches.apicall",
            ),
        ),
        migrations.AddField(
            "launch",
            "last_answer",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="launches.apicall",
            ),
        ),
        migrations.AddField(
            "launch", "last_read_by", models.BinaryField(editable=False, max_length=16, null=True)
        ),
        migrations.RunPython(nothing, search.lift),
    ]
