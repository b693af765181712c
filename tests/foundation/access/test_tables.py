"""The tables hold what the code relies on."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from qanat.foundation.access.models import Account


@pytest.mark.django_db
def test_two_accounts_never_share_a_user_name() -> None:
    now = timezone.now()
    Account.objects.create(user_name="a", full_name="A", created_at=now, created_by_id=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(user_name="a", full_name="B", created_at=now, created_by_id=0)
