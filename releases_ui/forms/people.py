"""Forms about people: letting somebody in, their role, signing in, and a password of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.password_validation import validate_password

from releases_ui.dates import duration
from releases_ui.models import Role, User
from releases_ui.proxies import client_address
from releases_ui.sentry_api.sentences import say
from releases_ui.services import throttle
from releases_ui.services.throttle import TooManyAttemptsError

#: From how few tries on a person is told how many are left.
_FEW = 2


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Who is to be let in."""

    class Meta:
        """A name as Django takes it, and a role."""

        model = User
        fields = ("username", "role")
        field_classes: ClassVar = {"username": UsernameField}


class RoleForm(forms.Form):
    """The role that a person is to have."""

    role = forms.ChoiceField(choices=Role.choices)


class SignInForm(AuthenticationForm):
    """Name and password; looked at only while few attempts have failed."""

    #: For how many seconds nothing is looked at; `None` where this attempt was.
    wait_s: int | None = None
    #: How many more may fail before a pause, where it is few.
    tries_left: int | None = None

    def clean(self) -> dict[str, Any]:
        """Sign in, or say how long to wait; a right password then is not told from a wrong one."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return self.cleaned_data
        try:
            attempt = throttle.begin(name, client_address(self.request) if self.request else "")
        except TooManyAttemptsError as error:
            self.wait_s = error.wait_s
            raise forms.ValidationError(pause_words(error)) from error
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            left = attempt.tries_left()
            self.tries_left = left if left <= _FEW else None
            raise
        attempt.succeed()
        return cleaned


class NewPasswordForm(forms.Form):
    """A password, twice."""

    new_password1 = forms.CharField(strip=False)
    new_password2 = forms.CharField(strip=False)

    #: For how many seconds nothing is looked at; `None` where it was.
    wait_s: int | None = None

    def __init__(self, data: Any, *, person: User, address: str) -> None:
        super().__init__(data)
        self.person = person
        self.address = address

    def clean_new_password1(self) -> str:
        """Refuse what is easily guessed, in Django's words."""
        password: str = self.cleaned_data["new_password1"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse a slip of the fingers."""
        first, second = self.data.get("new_password1"), self.cleaned_data.get("new_password2")
        if second and first != second:
            self.add_error("new_password2", say("This is not the same as above."))
        return self.cleaned_data


class PasswordForm(NewPasswordForm):
    """A password that replaces another one, which has to be known."""

    old_password = forms.CharField(strip=False)

    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        """Refuse whoever found somebody's session open; guesses count as those of the sign-in page do."""
        password: str = self.cleaned_data["old_password"]
        try:
            attempt = throttle.begin(self.person.username, self.address)
        except TooManyAttemptsError as error:
            self.wait_s = error.wait_s
            raise forms.ValidationError(pause_words(error)) from error
        if not self.person.check_password(password):
            raise forms.ValidationError(say("This is not your password."))
        attempt.succeed()
        return password


def pause_words(error: TooManyAttemptsError) -> str:
    """Say how long to wait, and that nothing was found out."""
    wait = duration(timedelta(seconds=error.wait_s))
    what = say("Too many attempts with this name or from this address have failed.")
    return say("%(what)s This one was not looked at. Try again in %(wait)s.", what=what, wait=wait)
