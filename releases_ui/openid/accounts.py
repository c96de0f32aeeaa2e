"""The account of somebody for whom the OpenID provider vouches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from releases_ui.models import Role, User
from releases_ui.sentry_api.sentences import say
from releases_ui.services import groups, outsiders
from releases_ui.services.outsiders import NotAdmittedError


def person_for(claims: Mapping[str, Any]) -> User:
    """Return the person whom the claims are about, with the role that their groups give; new people get an account.

    Issuer and subject alone say whose account it is, never a name or an email address.

    Raises:
        NotAdmittedError: this person may not come in.
    """
    link = SocialAccount.objects.select_related("user").filter(provider=settings.OIDC_ISSUER, uid=claims["sub"]).first()
    role = groups.role_for(groups.from_claims(claims, settings.OIDC_GROUPS_CLAIM))
    if link is None:
        return _new_person(claims, role)
    person: User = link.user
    if role is None:
        _forget_password(person)
    outsiders.admit(person, role, settings.OIDC_NAME)
    return person


def _new_person(claims: Mapping[str, Any], role: Role | None) -> User:
    name = _name(claims)
    if role is None:
        raise NotAdmittedError(outsiders.no_group(name, settings.OIDC_NAME))
    outsiders.check_is_free(name, settings.OIDC_NAME)
    try:
        with transaction.atomic():
            person = User.objects.create_user(username=name, role=role)
            SocialAccount.objects.create(user=person, provider=settings.OIDC_ISSUER, uid=claims["sub"])
    except IntegrityError as error:
        raise NotAdmittedError(say("Two sign-ins came at once, and one of them was first. Sign in again.")) from error
    return person


def _name(claims: Mapping[str, Any]) -> str:
    """Return what the account is called, which is for people to read and decides nothing."""
    email = claims.get("email") if claims.get("email_verified") is True else None
    names = (claims.get("preferred_username"), email, claims["sub"])
    fitting = [name for name in names if isinstance(name, str) and outsiders.is_name(name)]
    if fitting:
        return User.normalize_username(fitting[0])
    raise NotAdmittedError(
        say("%(oidc_name)s gives you no name that an account can have.", oidc_name=settings.OIDC_NAME)
    )


def _forget_password(person: User) -> None:
    """Take away a password that an admin's link gave: it would be a way in around the groups."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
