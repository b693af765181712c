"""What was handed in lately is found by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = (("reception", "0002_taking"),)

    operations = (
        migrations.AddIndex(
            model_name="handin",
            index=models.Index(fields=["received_at"], name="hand_in_received"),
        ),
    )
