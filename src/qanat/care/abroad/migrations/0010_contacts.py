"""Refuse SMS and e-mail each by itself; say that the reason of an urgent case names nobody.

Who refused messages refused both: the second column is written out of the first, without an
update, which nobody would have made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("abroad", "0009_applicant_email"),
    ]

    operations = [
        migrations.RenameField(model_name="case", old_name="wants_news", new_name="wants_sms"),
        migrations.AddField(
            model_name="case",
            name="wants_email",
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(
            "ALTER TABLE abroad_case ALTER COLUMN wants_email TYPE boolean USING wants_sms",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="case",
            name="is_urgency_anonymous",
            field=models.BooleanField(default=False),
        ),
    ]
