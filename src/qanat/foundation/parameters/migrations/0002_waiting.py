"""What a person enters waits until a second person confirms it."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

WAIT = """
SELECT set_config('qanat.actor', '0', true), set_config('qanat.command', 'migrate', true),
       set_config('qanat.move', '', true);

-- What people entered used to act at once. Unconfirmed it waits: the newest of each place.
UPDATE parameters_parameter p SET replaced_at = now()
WHERE replaced_at IS NULL AND verified_by IS NULL AND entered_by <> 0 AND EXISTS (
  SELECT 1 FROM parameters_parameter n
  WHERE n.key = p.key AND n.scope = p.scope AND n.id > p.id
    AND n.replaced_at IS NULL AND n.verified_by IS NULL AND n.entered_by <> 0);

-- What it had replaced acts again,
UPDATE parameters_parameter p SET replaced_at = NULL
WHERE p.id IN (
  SELECT max(o.id) FROM parameters_parameter o JOIN parameters_parameter w
    ON w.key = o.key AND w.scope = o.scope AND w.valid_from = o.valid_from AND w.id > o.id
  WHERE w.verified_by IS NULL AND w.entered_by <> 0
    AND o.replaced_at IS NOT NULL AND (o.entered_by = 0 OR o.verified_by IS NOT NULL)
    AND NOT EXISTS (
      SELECT 1 FROM parameters_parameter c
      WHERE c.key = o.key AND c.scope = o.scope AND c.valid_from = o.valid_from
        AND c.replaced_at IS NULL AND (c.entered_by = 0 OR c.verified_by IS NOT NULL))
  GROUP BY o.key, o.scope, o.valid_from);

-- and what it had cut lasts until the next which acts.
UPDATE parameters_parameter p SET valid_to = (
  SELECT min(n.valid_from) FROM parameters_parameter n
  WHERE n.key = p.key AND n.scope = p.scope AND n.valid_from > p.valid_from
    AND n.replaced_at IS NULL AND (n.entered_by = 0 OR n.verified_by IS NOT NULL))
WHERE p.replaced_at IS NULL AND (p.entered_by = 0 OR p.verified_by IS NOT NULL) AND EXISTS (
  SELECT 1 FROM parameters_parameter w
  WHERE w.key = p.key AND w.scope = p.scope AND w.valid_from = p.valid_to
    AND w.verified_by IS NULL AND w.entered_by <> 0);
UPDATE parameters_parameter SET valid_to = NULL
WHERE replaced_at IS NULL AND verified_by IS NULL AND entered_by <> 0;

UPDATE parameters_parameter SET backdating = 'Confirmed before a reason was asked for'
WHERE entered_by <> 0 AND verified_on > valid_from;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parameters", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="parameter",
            name="parameter_one_at_a_time",
        ),
        migrations.AddField(
            model_name="parameter",
            name="backdating",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.RunSQL(WAIT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="parameter",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("replaced_at", None),
                    models.Q(("entered_by", 0), ("verified_by__isnull", False), _connector="OR"),
                ),
                expressions=[
                    ("key", "="),
                    ("scope", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[)"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="parameter_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="parameter",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("replaced_at", None),
                    ("verified_by", None),
                    models.Q(("entered_by", 0), _negated=True),
                ),
                fields=("key", "scope"),
                name="parameter_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="parameter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entered_by", 0),
                    ("verified_on", None),
                    ("valid_from__gte", models.F("verified_on")),
                    models.Q(("backdating", ""), _negated=True),
                    _connector="OR",
                ),
                name="parameter_backdated_with_reason",
            ),
        ),
    ]
