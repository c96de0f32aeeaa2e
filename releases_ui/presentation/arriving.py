"""An earlier write that may still arrive, and so holds back the next one."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import DatabaseError

from releases_ui.dates import Moment
from releases_ui.links import change_href
from releases_ui.presentation.version_text import make_visible
from releases_ui.services import settling
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import Clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arriving:
    """A write that was not answered."""

    number: int
    href: str
    actor: str
    until: Moment | None


def find(key: ReleaseKey, clock: Clock) -> Arriving | None:
    """Return the write that a save would have to wait for, as the record tells; `None` where there is none."""
    try:
        change = settling.arriving(key, clock.now)
    except DatabaseError:
        # The form comes first; a save says it, too.
        logger.exception("Whether an earlier write may still arrive could not be read.")
        return None
    if change is None:
        return None
    href = change_href(key.org, change.pk)
    return Arriving(change.pk, href, make_visible(change.actor), clock.moment(settling.arrives_until(change)))
