"""Offers are of clinics of the register; what carries a decision out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("abroad", "0002_decided_by_the_commission"),
        ("clinics", "0001_initial"),
        ("dispatch", "0015_call_versions"),
        ("facilities", "0002_phone"),
        ("patients", "0002_iin_impossible"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="offer", name="abroad_offer_one_a_clinic"),
        migrations.RenameField(model_name="offer", old_name="clinic", new_name="name"),
        migrations.RemoveField(model_name="offer", name="clinic_key"),
        migrations.AddField(
            model_name="offer",
            name="clinic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinics.clinic",
            ),
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(max_length=40)),
                ("text", models.TextField(max_length=4000)),
                ("days", models.SmallIntegerField(default=0)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=120)),
                ("decided_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("seen_on", models.DateField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recovered", "Recovered"),
                            ("improved", "Improved"),
                            ("unchanged", "Unchanged"),
                            ("worse", "Worse"),
                            ("died", "Died"),
                            ("untreated", "Came back untreated"),
                            ("lost", "Could not be reached"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=4000)),
                ("at", models.DateTimeField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("told", "Payments stopped"),
                            ("deducted", "Deducted"),
                            ("dismissed", "Not for this treatment"),
                        ],
                        default="told",
                        max_length=10,
                    ),
                ),
                (
                    "teller",
                    models.CharField(
                        choices=[
                            ("applicant", "The applicant"),
                            ("department", "The health department"),
                            ("clinic", "The clinic"),
                            ("found", "Found by the working body"),
                        ],
                        max_length=10,
                    ),
                ),
                ("giver", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("amount_tiyn", models.BigIntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("document", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Journey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("out", "To the clinic"),
                            ("back", "Home"),
                            ("repatriation", "Bringing home who died abroad"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[("tickets", "With tickets"), ("flight", "By a medical flight")],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("departed", "Under way"),
                            ("arrived", "Arrived"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("planned_on", models.DateField()),
                ("needs_care", models.BooleanField(default=False)),
                ("escorts", models.SmallIntegerField(default=0)),
                (
                    "visa",
                    models.CharField(
                        choices=[
                            ("needed", "Not applied for yet"),
                            ("applied", "Applied for"),
                            ("granted", "Granted"),
                            ("free", "Not needed"),
                        ],
                        default="needed",
                        max_length=8,
                    ),
                ),
                ("passport_until", models.DateField(null=True)),
                ("fit_until", models.DateField(null=True)),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("unknown", "Not assessed yet"),
                            ("low", "Low"),
                            ("raised", "Raised: somebody comes along"),
                            ("high", "High: by a medical flight only"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("days", models.SmallIntegerField(default=0)),
                ("per_diem_tiyn", models.BigIntegerField(default=0)),
                ("departed_on", models.DateField(null=True)),
                ("arrived_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("decided_on", models.DateField()),
                ("began_on", models.DateField()),
                ("planned_until", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recovered", "Recovered"),
                            ("improved", "Improved"),
                            ("unchanged", "Unchanged"),
                            ("worse", "Worse"),
                            ("died", "Died"),
                            ("untreated", "Came back untreated"),
                            ("lost", "Could not be reached"),
                        ],
                        max_length=10,
                    ),
                ),
                ("report", models.TextField(blank=True, max_length=8000)),
                ("reported_at", models.DateTimeField(null=True)),
                ("by_id", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="abroad_case_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="abroad_case_one_a_patient",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="abroad_case_goes_on_by_a_decision",
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="abroad_offer_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="abroad_offer_quoted_with_a_price",
        ),
        migrations.AddField(
            model_name="case",
            name="version",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="offer",
            name="quota_place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinics.quotaplace",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Being prepared"),
                    ("submitted", "At the health department"),
                    ("completeness", "Papers are checked"),
                    ("returned", "Papers are missing"),
                    ("eligibility", "Rights are examined"),
                    ("opinions", "With the experts"),
                    ("offers", "Clinics are asked"),
                    ("agenda", "On the commission's agenda"),
                    ("decided", "Decided"),
                    ("appealed", "Appealed"),
                    ("reserved", "Money is put aside"),
                    ("contracted", "Contract signed"),
                    ("travelling", "On the way to the clinic"),
                    ("admitted", "In treatment"),
                    ("treated", "Treated"),
                    ("invoiced", "Invoice received"),
                    ("returning", "On the way home"),
                    ("follow_up", "Followed up"),
                    ("closed", "Closed"),
                    ("withdrawn", "Withdrawn"),
                    ("died", "The patient died"),
                ],
                default="draft",
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("quoted", "Quoted"),
                    ("chosen", "Chosen"),
                    ("declined", "Declined"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["clinic", "-id"], name="abroad_offer_of_clinic"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "completeness",
                            "returned",
                            "eligibility",
                            "opinions",
                            "offers",
                            "agenda",
                            "decided",
                            "appealed",
                            "reserved",
                            "contracted",
                            "travelling",
                            "admitted",
                            "treated",
                            "invoiced",
                            "returning",
                            "follow_up",
                            "closed",
                            "withdrawn",
                            "died",
                        ],
                    )
                ),
                name="abroad_case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "completeness",
                            "eligibility",
                            "opinions",
                            "offers",
                            "agenda",
                            "returned",
                            "decided",
                            "appealed",
                            "reserved",
                            "contracted",
                            "travelling",
                            "returning",
                            "invoiced",
                            "admitted",
                            "treated",
                            "follow_up",
                        ],
                    )
                ),
                fields=("patient",),
                name="abroad_case_one_a_patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "decided",
                                "appealed",
                                "reserved",
                                "contracted",
                                "travelling",
                                "returning",
                                "invoiced",
                                "admitted",
                                "treated",
                                "follow_up",
                                "closed",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="abroad_case_goes_on_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["travelling", "returning"]), _negated=True),
                    ("decision", "abroad"),
                    _connector="OR",
                ),
                name="abroad_case_flies_by_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ["reserved", "contracted", "travelling", "returning", "invoiced"],
                        ),
                        _negated=True,
                    ),
                    ("decision__in", ["abroad", "specialist"]),
                    _connector="OR",
                ),
                name="abroad_case_paid_by_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "reserved",
                                "contracted",
                                "travelling",
                                "returning",
                                "invoiced",
                                "admitted",
                                "treated",
                                "follow_up",
                            ],
                        ),
                        _negated=True,
                    ),
                    ("decision__in", ["abroad", "specialist", "home"]),
                    _connector="OR",
                ),
                name="abroad_case_carried_out_by_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ["reserved", "contracted", "travelling", "returning", "invoiced"],
                        ),
                        _negated=True,
                    ),
                    ("is_self_arranged__isnull", True),
                    ("is_self_arranged", False),
                    _connector="OR",
                ),
                name="abroad_case_not_self_arranged",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "quoted", "chosen", "declined"])),
                name="abroad_offer_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                fields=("case", "clinic"), name="abroad_offer_one_a_clinic"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "chosen")),
                fields=("case",),
                name="abroad_offer_one_chosen",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_cents__gt", 0),
                        ("amount_tiyn__gt", 0),
                        ("answered_at__isnull", False),
                        ("state__in", ["quoted", "chosen"]),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ["quoted", "chosen"]), _negated=True),
                        ("amount_cents", None),
                        ("amount_tiyn", None),
                    ),
                    _connector="OR",
                ),
                name="abroad_offer_quoted_with_a_price",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="abroad.case",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="abroad.case",
            ),
        ),
        migrations.AddField(
            model_name="gift",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="abroad.case"
            ),
        ),
        migrations.AddField(
            model_name="journey",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="journeys",
                to="abroad.case",
            ),
        ),
        migrations.AddField(
            model_name="journey",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dispatch.request",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="stay", to="abroad.case"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="clinic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.facility",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "granted", "refused"])),
                name="abroad_extension_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("case",),
                name="abroad_extension_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gte", 0),
                    ("days__gte", 0),
                    models.Q(("days__gt", 0), ("amount_minor__gt", 0), _connector="OR"),
                ),
                name="abroad_extension_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "granted"), _negated=True),
                    models.Q(
                        models.Q(("decision", ""), _negated=True), ("decided_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="abroad_extension_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("case", "month"), name="abroad_follow_up_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__in", (1, 3, 6, 12))),
                name="abroad_follow_up_month_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", ""), ("seen_on__isnull", True)),
                    models.Q(
                        (
                            "result__in",
                            ["recovered", "improved", "unchanged", "worse", "died", "lost"],
                        ),
                        ("seen_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="abroad_follow_up_seen_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["told", "deducted", "dismissed"])),
                name="abroad_gift_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gt", 0),
                    ("amount_tiyn__gt", 0),
                    models.Q(("giver", ""), _negated=True),
                ),
                name="abroad_gift_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "deducted"), _negated=True),
                    models.Q(("document", ""), _negated=True),
                    _connector="OR",
                ),
                name="abroad_gift_deducted_by_a_document",
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                condition=models.Q(("means", "flight")),
                fields=["planned_on", "id"],
                name="abroad_journey_flights",
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                condition=models.Q(("request__isnull", False)),
                fields=["request"],
                name="abroad_journey_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "departed", "arrived", "cancelled"])),
                name="abroad_journey_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["planned", "departed"])),
                fields=("case",),
                name="abroad_journey_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("departed_on__isnull", True),
                    ("departed_on__gte", models.F("decided_on")),
                    _connector="OR",
                ),
                name="abroad_journey_not_self_arranged",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrived_on__isnull", True),
                    ("arrived_on__gte", models.F("departed_on")),
                    _connector="OR",
                ),
                name="abroad_journey_arrives_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__gte", 0), ("escorts__gte", 0), ("per_diem_tiyn__gte", 0)
                ),
                name="abroad_journey_real",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["clinic", "-id"], name="abroad_stay_at_clinic"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(("began_on__gte", models.F("decided_on"))),
                name="abroad_stay_not_self_arranged",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_until__gte", models.F("began_on"))),
                name="abroad_stay_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("result", "")),
                    models.Q(
                        ("ended_on__gte", models.F("began_on")),
                        (
                            "result__in",
                            ["died", "recovered", "improved", "unchanged", "worse", "untreated"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="abroad_stay_ends_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clinic__isnull", False), ("place__isnull", False), _connector="OR"
                ),
                name="abroad_stay_somewhere",
            ),
        ),
    ]
