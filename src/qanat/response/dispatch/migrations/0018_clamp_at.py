from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0017_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="clamp_at",
            field=models.DateTimeField(null=True),
        ),
    ]
