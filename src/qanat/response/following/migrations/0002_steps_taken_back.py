from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sheetstep", name="sheet_step_once"),
        migrations.AddField(
            model_name="sheetstep",
            name="turn",
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="sheetstep",
            name="is_done",
            field=models.BooleanField(default=True),
        ),
        migrations.AddConstraint(
            model_name="sheetstep",
            constraint=models.UniqueConstraint(
                fields=("mission", "step", "turn"), name="sheet_step_once"
            ),
        ),
    ]
