"""Forgets what has expired, a little with every sign-in: sessions, and links that sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

from releases_ui.models import SignInLink

#: More than one sign-in adds, so that no table grows for good.
_FORGOTTEN_AT_ONCE = 100


@receiver(user_logged_in)
def forget_expired(**_event: Any) -> None:
    """Remove the oldest sessions and links that have expired; however many there are, the work is bounded."""
    now = timezone.now()
    sessions = Session.objects.filter(expire_date__lt=now).order_by("expire_date").values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(sessions[:_FORGOTTEN_AT_ONCE])).delete()
    # All live equally long, so the oldest expire first; used ones are kept until then, to be told as used.
    links = SignInLink.objects.order_by("pk").values_list("pk", "expires_at")[:_FORGOTTEN_AT_ONCE]
    SignInLink.objects.filter(pk__in=[pk for pk, expires_at in links if expires_at < now]).delete()
