"""What a page knows of the person who looks at it: the time zone and the theme, both kept in cookies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from releases_ui.dates import Moment, moment
from releases_ui.zones import zone_or_utc

_THEMES = {"light", "dark"}


@dataclass(frozen=True)
class Clock:
    """The zone that dates are shown in, and the moment that "ago" counts from."""

    zone: ZoneInfo
    now: datetime

    def moment(self, value: datetime | None) -> Moment | None:
        """Return `value` in every form that a template prints."""
        return None if value is None else moment(value, self.zone, self.now)


def clock_for(request: HttpRequest) -> Clock:
    """Return the clock of the person: the browser's zone where it told us one, else the installation's."""
    name = request.COOKIES.get("time_zone") or settings.DISPLAY_TIME_ZONE
    return Clock(zone_or_utc(name), datetime.now(UTC))


def theme_of(request: HttpRequest) -> str:
    """Return `light` or `dark` where the person chose one, else an empty text: as the system."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in _THEMES else ""
