"""What the dashboard itself keeps: people, their one-time links, and the record of every change.

Releases are never stored here; they belong to the server.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

#: The longest version that any server stores: GlitchTip's.
MAX_VERSION = 255


class Role(models.TextChoices):
    """What a person may do: read; also write releases; also manage people."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


class User(AbstractUser):
    """A person who signs in to the dashboard."""

    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)

    class Meta(AbstractUser.Meta):
        """Sorted as people look for each other."""

        ordering = ("username",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep Django's own flags in step with the role, so that the admin site obeys it too."""
        self.is_staff = self.is_superuser = self.role == Role.ADMIN
        super().save(*args, **kwargs)


class SignInLink(models.Model):
    """A link that signs one person in, once. Only a hash of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    #: Signs in when it is opened. Else it asks for a click, so that chats and mail scanners, which open links to
    #: look at them, do not use it up.
    is_immediate = models.BooleanField(default=False)

    LIFETIME: ClassVar[timedelta] = timedelta(hours=24)

    def __str__(self) -> str:
        """Name the person, never the secret."""
        return f"sign-in link for {self.user.username}"

    @classmethod
    def issue(cls, user: User, *, is_immediate: bool = False) -> str:
        """Return the secret of a new link; it cannot be read again later."""
        secret = secrets.token_urlsafe(32)
        cls.objects.create(
            digest=cls._digest(secret),
            user=user,
            expires_at=timezone.now() + cls.LIFETIME,
            is_immediate=is_immediate,
        )
        return secret

    @classmethod
    def asks_first(cls, secret: str) -> bool:
        """Say whether the link signs in only after a click."""
        return not cls.objects.filter(digest=cls._digest(secret), is_immediate=True).exists()

    @classmethod
    def redeem(cls, secret: str) -> User | None:
        """Return the person of a link that is unused and not expired, and use it up; else `None`."""
        fresh = cls.objects.filter(
            digest=cls._digest(secret), used_at=None, expires_at__gt=timezone.now(), user__is_active=True
        )
        # One statement decides, so that of two clicks at once only one signs in.
        if not fresh.update(used_at=timezone.now()):
            return None
        return cls.objects.select_related("user").get(digest=cls._digest(secret)).user

    @staticmethod
    def _digest(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()


class Change(models.Model):
    """One write to upstream: saved before the call as `unknown`, completed after it.

    Text copies and no foreign keys, so that a record outlives the people and the releases that it is about.
    Field values are the API's own, keyed by the API's names; dates as ISO 8601 in UTC.
    """

    class Action(models.TextChoices):
        """What was asked for."""

        CREATE = "create", "create"
        EDIT = "edit", "edit"

    class Result(models.TextChoices):
        """How it ended. `unknown` until an answer was read, and for as long as none came."""

        UNKNOWN = "unknown", "unknown"
        SUCCEEDED = "succeeded", "succeeded"
        PARTLY_IGNORED = "partly_ignored", "partly ignored"
        REFUSED = "refused", "refused"

    organization = models.CharField(max_length=100)
    version = models.CharField(max_length=MAX_VERSION)
    action = models.CharField(max_length=20, choices=Action.choices)
    actor = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    #: Each field that was to change, as it stood on the server right before the write.
    before = models.JSONField(default=dict)
    #: The same fields as they were to be.
    after = models.JSONField(default=dict)
    #: Each field's outcome: applied, unchanged, ignored or conflict.
    outcomes = models.JSONField(default=dict)
    #: What the server had when it was read again; empty while unknown.
    read_back = models.JSONField(default=dict)
    result = models.CharField(max_length=20, choices=Result.choices, default=Result.UNKNOWN)
    #: The server's words where it refused, ours where no answer came.
    detail = models.TextField(blank=True)
    request_id = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first, by release or by organization."""

        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["organization", "version", "-id"], name="change_by_release")]

    def __str__(self) -> str:
        """Name the change as people call it."""
        return f"Change {self.pk}: {self.action} {self.version}"


class Lease(models.Model):
    """The right to write to one release, held by one request until it is done or the lease expires."""

    organization = models.CharField(max_length=100)
    version = models.CharField(max_length=MAX_VERSION)
    holder = models.CharField(max_length=16)
    expires_at = models.DateTimeField()

    class Meta:
        """One holder a release."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "version"], name="one_writer")]

    def __str__(self) -> str:
        """Name the release."""
        return f"lease of {self.version}"
