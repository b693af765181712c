"""A telephone by which a facility is asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="facility",
            name="is_phone_synthetic",
            field=models.BooleanField(default=False),
        ),
    ]
