"""Papers of a case: every version kept, judged by a person, each look at one on record."""

from django.db import models
from django.db.models import Q

from qanat.care.abroad.models.cases import STREAM, Case
from qanat.care.abroad.states import PaperLanguage, Whose
from qanat.foundation.documents.kinds import BY_CODE
from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream=STREAM, omit=("content",))
class Paper(models.Model):
    """One version of one paper; a newer one of its kind takes its place, the old one stays.

    Attributes:
        kind: code of the act's list of documents, or one of ``states.OWN_PAPERS``.
        content: under which name the vault keeps the file.
        whose: of whom it says it is, as a machine compared it with the patient.
        translator: who swore that the translation is true; "" where it is no translation.
        is_anonymous: nobody can be recognised in it: experts may open it.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    content = models.CharField(max_length=64)
    form = models.CharField(max_length=8)
    bytes = models.IntegerField()
    pages = models.IntegerField()
    language = models.CharField(max_length=8, choices=PaperLanguage)
    translator = models.CharField(max_length=200, blank=True)
    expires_on = models.DateField(null=True)
    whose = models.CharField(max_length=8, choices=Whose, default=Whose.UNSAID)
    is_anonymous = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "version"], name="abroad_paper_version_once"
            ),
            models.CheckConstraint(
                condition=Q(form__in=sorted(BY_CODE)), name="abroad_paper_form_known"
            ),
            models.CheckConstraint(
                condition=Q(whose__in=Whose.values, language__in=PaperLanguage.values),
                name="abroad_paper_words_known",
            ),
        )


@append_only
@audited(stream=STREAM)
class Judgement(models.Model):
    """What a person of the working body found when he looked at a paper."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="judgements")
    is_accepted = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_accepted=True) | ~Q(note=""),
                name="abroad_paper_refused_why",
            ),
        )
        indexes = (models.Index(fields=["paper", "-id"], name="abroad_judgement_of"),)


@append_only
@audited(stream=STREAM)
class Opening(models.Model):
    """Somebody looked at a paper."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["paper", "-id"], name="abroad_opening_of"),)
