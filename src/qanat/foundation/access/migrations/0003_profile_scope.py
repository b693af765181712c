"""A scope of own patients: the orders to a medical specialty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_shared_cache"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rolegrant",
            name="role_grant_scope_kind",
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="scope_kind",
            field=models.CharField(
                choices=[
                    ("nation", "nation"),
                    ("region", "region"),
                    ("organisation", "organisation"),
                    ("operator", "operator"),
                    ("country", "country"),
                    ("profile", "profile"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="scope_value",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="token",
            name="scope_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("nation", "nation"),
                    ("region", "region"),
                    ("organisation", "organisation"),
                    ("operator", "operator"),
                    ("country", "country"),
                    ("profile", "profile"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scope_kind__in",
                        ["nation", "region", "organisation", "operator", "country", "profile"],
                    )
                ),
                name="role_grant_scope_kind",
            ),
        ),
    ]
