"""Whom to ask where it is not known whether a hospital is able to do something."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pathways", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="routingrule",
            name="ask_of",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="routingrule",
            name="ask_level",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
