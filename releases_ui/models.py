"""What the dashboard itself keeps: people, their one-time links and saved views, and the record of every change.

Releases are never stored here; they belong to the server.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: The longest version that any server stores: GlitchTip's.
MAX_VERSION = 255


class Role(models.TextChoices):
    """What a person may do: read; also write releases; also manage people."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Admin")


class User(AbstractUser):
    """A person who signs in to the dashboard."""

    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    #: Counted up to end every session of this person at once; see `end_sessions`.
    session_round = models.PositiveIntegerField(default=0)
    #: What they see first; where none is chosen, the first organization's list.
    start_view = models.ForeignKey("SavedView", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(AbstractUser.Meta):
        """Sorted as people look for each other."""

        ordering = ("username",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep Django's own flags in step with the role, so that the admin site obeys it too."""
        self.is_staff = self.is_superuser = self.role == Role.ADMIN
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a name that differs from somebody's in case only: people could not tell the two apart."""
        super().clean()
        other = User.objects.filter(username__iexact=self.username).exclude(pk=self.pk).first()
        if other is not None:
            raise ValidationError({"username": f"Somebody is called {other.username} already."})

    def end_sessions(self) -> None:
        """Sign this person out everywhere; takes effect with the next save."""
        self.session_round += 1

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must match to go on: it changes with the password and with the round."""
        mark = f"{self.session_round}:{self.password}"
        return salted_hmac("releases_ui.models.User.session", mark, secret=secret, algorithm="sha256").hexdigest()


class SavedView(models.Model):
    """A filter of the list under a name: its owner's, or everybody's who looks at the organization."""

    organization = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    #: The list's parameters as its address has them, without defaults and without a place: "?status=all&project=web".
    address = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name, as people look for them; nobody has two of one name."""

        ordering = ("name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint("organization", "owner", Lower("name"), name="one_view_a_name"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


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


class FailedSignIn(models.Model):
    """One attempt to sign in that failed; counted to slow down guessing, and forgotten after a day."""

    account = models.CharField(max_length=150)
    #: Of the client, as far as trusted proxies tell it.
    address = models.CharField(max_length=45)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Counted by account and by address."""

        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="failed_by_account"),
            models.Index(fields=["address", "at"], name="failed_by_address"),
        ]

    def __str__(self) -> str:
        """Name the account that was tried."""
        return f"failed sign-in of {self.account}"


class Change(models.Model):
    """One write to upstream: saved before the call as `unknown`, completed after it.

    Text copies and no foreign keys, so that a record outlives the people and the releases that it is about.
    Field values are the API's own, keyed by the API's names; dates as ISO 8601 in UTC.
    """

    class Action(models.TextChoices):
        """What was asked for."""

        CREATE = "create", _("create")
        EDIT = "edit", _("edit")
        ARCHIVE = "archive", _("archive")
        RESTORE = "restore", _("restore")
        DELETE = "delete", _("delete")
        COMMITS = "commits", _("replace commits")
        REFS = "refs", _("add refs")
        CLEAR_COMMITS = "clear_commits", _("clear commits")
        DEPLOY = "deploy", _("record a deploy")

    class Result(models.TextChoices):
        """How it ended. `unknown` until an answer was read, and for as long as none came.

        `not done`: no answer came, and a later look found nothing of it on the server.
        """

        UNKNOWN = "unknown", _("unknown")
        SUCCEEDED = "succeeded", _("succeeded")
        PARTLY_IGNORED = "partly_ignored", _("partly ignored")
        REFUSED = "refused", _("refused")
        NOT_DONE = "not_done", _("not done")

    organization = models.CharField(max_length=100)
    version = models.CharField(max_length=MAX_VERSION)
    #: The slugs of the release's projects, each between blanks, so that one can be searched for.
    projects = models.TextField(blank=True)
    action = models.CharField(max_length=20, choices=Action.choices)
    actor = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    #: The number of the change that this one takes back.
    undoes = models.PositiveBigIntegerField(null=True, db_index=True)
    #: Names one sending of a form, so that a second sending of the same finds the first; unset where repeating is safe.
    submission = models.CharField(max_length=32, null=True, blank=True, unique=True)
    #: Each field that was to change, as it stood on the server right before the write.
    before = models.JSONField(default=dict)
    #: The same fields as they were to be.
    after = models.JSONField(default=dict)
    #: Each field's outcome: applied, unchanged, ignored, conflict or unknown.
    outcomes = models.JSONField(default=dict)
    #: What the server had when it was read again; empty while unknown.
    read_back = models.JSONField(default=dict)
    result = models.CharField(max_length=20, choices=Result.choices, default=Result.UNKNOWN)
    #: The server's words where it refused, ours where no answer came.
    detail = models.TextField(blank=True)
    #: What else stood there right before: all of a release that is deleted; else what a later look judges by.
    last_state = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    #: When nothing more was to be learned; `None` while the next look at the release may still settle it.
    completed_at = models.DateTimeField(null=True)
    #: Whether an answer came that says that nothing more will come of the write; else it may still arrive.
    is_answered = models.BooleanField(default=False)
    #: Whether a later look, and not the write's own, found out how it ended.
    is_settled_later = models.BooleanField(default=False)

    class Meta:
        """Newest first, by release or by organization."""

        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["organization", "version", "-id"], name="change_by_release"),
            models.Index(fields=["organization", "-id"], name="change_by_organization"),
            models.Index(fields=["organization", "actor", "-id"], name="change_by_actor"),
            models.Index(fields=["organization", "version"], name="change_open", condition=models.Q(completed_at=None)),
        ]

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
