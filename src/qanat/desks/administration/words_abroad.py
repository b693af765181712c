"""How the audit trail calls what is done and kept in treatment abroad."""

from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text

ABROAD_COLUMNS: Final[dict[str, Text]] = {
    "act": pgettext_lazy("record", "Order"),
    "clinic": pgettext_lazy("record", "Clinic"),
    "decide_by": pgettext_lazy("record", "Decision due by"),
    "disease": pgettext_lazy("record", "Disease of the list"),
    "ground": pgettext_lazy("record", "Ground of refusal"),
    "is_anonymous": pgettext_lazy("record", "Names nobody"),
    "is_urgent": pgettext_lazy("record", "In the urgent lane"),
    "priority": pgettext_lazy("record", "Class of priority"),
    "state_at": pgettext_lazy("record", "There since"),
    "stopped_at": pgettext_lazy("record", "Clock stopped at"),
    "summary": pgettext_lazy("record", "Summary for experts"),
    "translator": pgettext_lazy("record", "Translator"),
    "treatment": pgettext_lazy("record", "Treatment needed"),
    "urgent_because": pgettext_lazy("record", "Why urgent"),
    "verdict": pgettext_lazy("record", "Verdict"),
    "whose": pgettext_lazy("record", "Whose it is"),
}

ABROAD_COMMANDS: Final[dict[str, Text]] = {
    "add_paper": pgettext_lazy("done", "Paper of a case handed in"),
    "amend_case": pgettext_lazy("done", "Case of treatment abroad changed"),
    "appeal_case": pgettext_lazy("done", "Appeal taken down"),
    "ask_clinic": pgettext_lazy("done", "Clinic asked"),
    "ask_expert": pgettext_lazy("done", "Expert asked"),
    "close_case": pgettext_lazy("done", "Case of treatment abroad closed"),
    "confirm_complete": pgettext_lazy("done", "Papers found complete"),
    "decline_offer": pgettext_lazy("done", "Clinic's refusal noted"),
    "decline_task": pgettext_lazy("done", "Opinion declined"),
    "give_case_back": pgettext_lazy("done", "Case given back to the hospital"),
    "give_expert_opinion": pgettext_lazy("done", "Expert opinion given"),
    "hand_in_again": pgettext_lazy("done", "Case handed in again"),
    "judge_paper": pgettext_lazy("done", "Paper judged"),
    "make_urgent": pgettext_lazy("done", "Case put into the urgent lane"),
    "note_death": pgettext_lazy("done", "Patient's death noted in a case"),
    "open_anonymous_paper": pgettext_lazy("done", "Anonymous paper opened"),
    "open_brief_paper": pgettext_lazy("done", "Paper opened by who decides"),
    "open_case": pgettext_lazy("done", "Case of treatment abroad opened"),
    "open_paper": pgettext_lazy("done", "Paper opened"),
    "petition_case": pgettext_lazy("done", "Petition sent"),
    "quote_offer": pgettext_lazy("done", "Clinic's offer entered"),
    "release_task": pgettext_lazy("done", "Expert released"),
    "resubmit_case": pgettext_lazy("done", "Case handed in anew"),
    "return_case": pgettext_lazy("done", "Missing papers asked for"),
    "send_to_commission": pgettext_lazy("done", "Case put on the agenda"),
    "submit_case": pgettext_lazy("done", "Case handed in to the department"),
    "send_password": pgettext_lazy("done", "One-time password sent"),
    "take_off_agenda": pgettext_lazy("done", "Case taken off the agenda"),
    "take_decision": pgettext_lazy("done", "Commission's decision taken down"),
    "withdraw_case": pgettext_lazy("done", "Case of treatment abroad withdrawn"),
}
