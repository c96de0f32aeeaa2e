"""What a page knows of the person who looks at it: what they chose, kept in cookies of the browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from releases_ui.dates import Moment, moment
from releases_ui.zones import is_zone, zone_or_utc

#: The cookies' names. `time_zone` is set by a script, to what the browser says; the others by the preferences.
BROWSER_ZONE = "time_zone"
ZONE, THEME, DENSITY, KEYS, HIDDEN = "zone", "theme", "density", "keys", "hidden"
#: Set by a script: whether the strip of weeks is open.
STRIP = "strip"

THEMES = ("system", "light", "dark")
DENSITIES = ("compact", "roomy")
#: The columns of the list that a person may hide, in their order.
COLUMNS = ("projects", "released", "created", "commits", "authors", "deploys", "issues", "status")


@dataclass(frozen=True)
class Clock:
    """The zone that dates are shown in, and the moment that "ago" counts from."""

    zone: ZoneInfo
    now: datetime

    def moment(self, value: datetime | None) -> Moment | None:
        """Return `value` in every form that a template prints."""
        return None if value is None else moment(value, self.zone, self.now)


@dataclass(frozen=True)
class Preferences:
    """What a person chose in this browser; what they did not choose is as the system or the browser has it."""

    theme: str
    density: str
    #: The zone that was chosen; empty where the browser's counts.
    zone: str
    are_keys_on: bool
    #: The columns of the list that they do not want.
    hidden_columns: frozenset[str]
    is_strip_open: bool


def preferences_of(request: HttpRequest) -> Preferences:
    """Return what the person chose; cookies are anybody's text, so only what is offered counts."""
    cookies = request.COOKIES
    zone = cookies.get(ZONE, "")
    return Preferences(
        theme=_known(cookies.get(THEME), THEMES),
        density=_known(cookies.get(DENSITY), DENSITIES),
        zone=zone if is_zone(zone) else "",
        are_keys_on=cookies.get(KEYS) != "off",
        hidden_columns=frozenset(cookies.get(HIDDEN, "").split(".")) & frozenset(COLUMNS),
        is_strip_open=cookies.get(STRIP) == "open",
    )


def clock_for(request: HttpRequest) -> Clock:
    """Return the person's clock: the zone that they chose, else the browser's, else the installation's."""
    return Clock(zone_or_utc(preferences_of(request).zone or browser_zone(request)), datetime.now(UTC))


def browser_zone(request: HttpRequest) -> str:
    """Return the zone that counts where none is chosen."""
    return request.COOKIES.get(BROWSER_ZONE) or settings.DISPLAY_TIME_ZONE


def _known(value: str | None, choices: tuple[str, ...]) -> str:
    return value if value in choices else choices[0]
