"""People whom somebody else vouches for, an OpenID provider or a proxy: their accounts, and who of them may come in."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.cache import cache
from django.core.exceptions import ValidationError

from releases_ui.models import Role, SignInLink, User
from releases_ui.sentry_api.sentences import say
from releases_ui.services import groups

logger = logging.getLogger(__name__)

_MAX_NAME = 150
#: How long it is remembered that an access was ended; ending it once more does no harm.
_ENDED_S = 3600
#: The admin site's own flags follow from the role.
_ROLE = ("role", "is_staff", "is_superuser")


class NotAdmittedError(Exception):
    """Somebody is who they say, and still may not come in; the text is the reason, for them to read."""


def admit(user: User, role: Role | None, voucher: str) -> None:
    """Let `user` in with exactly the role that their groups give, whatever it was before.

    Args:
        user: whose account it is.
        role: `None` where no group gives one; then the access that they had ends, too.
        voucher: who vouches for them, as people call it.

    Raises:
        NotAdmittedError: they are deactivated, or in none of the groups.
    """
    if not user.is_active:
        raise NotAdmittedError(say("Your account here is deactivated. An admin of this dashboard can activate it."))
    if role is None:
        _end_access(user, voucher)
        raise NotAdmittedError(no_group(user.username, voucher))
    if user.role != role:
        logger.info("%s made %s %s, who was %s.", voucher, user, role, user.role)
        user.role = role
        user.save(update_fields=_ROLE)


def no_group(name: str, voucher: str) -> str:
    """Return why somebody without a fitting group stays out."""
    return say(
        "%(voucher)s knows you as %(name)s, and none of your groups may use this dashboard.", voucher=voucher, name=name
    )


def _end_access(user: User, voucher: str) -> None:
    """Leave nothing to go on by: no session, no link, no role above the lowest.

    A proxy's word comes with every request, so nothing is written where nothing has begun since the last end.
    """
    links = SignInLink.objects.filter(user=user, used_at=None)
    ended = f"access-ended:{user.pk}"
    if user.role == Role.VIEWER and cache.get(ended) == str(user.last_login) and not links.exists():
        return
    user.role = Role.VIEWER
    user.end_sessions()
    user.save(update_fields=[*_ROLE, "session_round"])
    links.delete()
    cache.set(ended, str(user.last_login), _ENDED_S)
    logger.info("%s ended the access of %s, who is in no fitting group.", voucher, user)


def check_is_free(name: str, voucher: str) -> None:
    """Refuse a name that an account has already, in whatever spelling, so that no account is ever taken over.

    Raises:
        NotAdmittedError: the name is taken.
    """
    if User.objects.filter(username__iexact=name).exists():
        raise NotAdmittedError(
            say(
                "There is an account named %(name)s already, and it is not linked to %(voucher)s. An "
                "admin of this dashboard can rename it.",
                name=name,
                voucher=voucher,
            )
        )


def is_name(text: str) -> bool:
    """Say whether an account can be named so."""
    if len(text) > _MAX_NAME:
        return False
    try:
        UnicodeUsernameValidator()(text)
    except ValidationError:
        return False
    return True


def by_proxy(name: str, group_names: list[str] | None) -> User:
    """Return the person whom a trusted proxy names, with the role that their groups give; new people get an account.

    The proxy's word is final: an account that was made here is its person's, too.

    Args:
        name: as the proxy gives it.
        group_names: `None` where the proxy tells no groups, and roles are given by hand.

    Raises:
        NotAdmittedError: this person may not come in.
    """
    if not is_name(name):
        raise NotAdmittedError(say("The proxy in front of this dashboard gives you a name that no account can have."))
    name = User.normalize_username(name)
    user = User.objects.filter(username=name).first()
    if group_names is None:
        role: Role | None = Role(user.role if user else settings.PROXY_DEFAULT_ROLE)
    else:
        role = groups.role_for(group_names)
    if user:
        admit(user, role, say("The proxy"))
        return user
    if role is None:
        raise NotAdmittedError(no_group(name, say("The proxy")))
    check_is_free(name, say("the proxy"))
    # A browser may ask for several things at once; all of them find the one account.
    return User.objects.get_or_create(username=name, defaults={"role": role, "password": make_password(None)})[0]
