"""Finding out later how a change ended whose answer never came.

A record that stays `unknown` because its process died, or its answer was lost, is settled by the next look at the
release, or by `manage.py settle_changes`: what the server has now is held against what was asked for, and against what
would stand there if nothing of it had arrived. Where that cannot decide, it is said so and nothing is made up.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError

from releases_ui.models import Change
from releases_ui.sentry_api import deadlines
from releases_ui.sentry_api.errors import NotFoundError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import lease, record, upstream, verdicts, verdicts_commits, verdicts_creates, verdicts_deploys
from releases_ui.services.lease import ReleaseBusyError
from releases_ui.services.record import UnrecordableError
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.verdicts import Judge, Look

logger = logging.getLogger(__name__)

#: How long after its intent a write may still arrive: as long as its process may hold the lease, which is longer than
#: we wait for any answer and than a proxy keeps a request.
GRACE: timedelta = lease.LIFETIME

#: What the reads of one look may take in all, however many changes are open and pages there are: it holds the lease and
#: somebody waits for a page. The command has more time, within the lease's too. What could not be read by then cannot
#: be told yet.
LOOK_S, COMMAND_S = 10.0, 60.0

#: How long a release that cannot be found is waited for: the token may reach it again.
MISSING_PATIENCE = timedelta(days=1)

#: What is judged by whether the release is there at all.
_ABOUT_BEING_THERE = {Change.Action.CREATE, Change.Action.DELETE}

_JUDGES: Mapping[str, Judge] = {
    Change.Action.CREATE: verdicts_creates.of_create,
    Change.Action.EDIT: verdicts.of_fields,
    Change.Action.ARCHIVE: verdicts.of_fields,
    Change.Action.RESTORE: verdicts.of_fields,
    Change.Action.DELETE: verdicts.of_delete,
    Change.Action.COMMITS: verdicts_commits.of_commits,
    Change.Action.REFS: verdicts_commits.of_refs,
    Change.Action.CLEAR_COMMITS: verdicts_commits.of_commits,
    Change.Action.DEPLOY: verdicts_deploys.of_deploy,
}


class StillArrivingError(ReleaseBusyError):
    """An earlier write to the release was not answered and may still arrive; nothing was sent."""

    def __init__(self, change: Change, remaining: timedelta) -> None:
        seconds = math.ceil(remaining.total_seconds())
        super().__init__(
            say(
                "Change %(pk)s by %(actor)s was not answered and may still arrive, for %(seconds)s s "
                "more. Until then nothing else is written to this release: it could be overwritten "
                "unseen.",
                pk=change.pk,
                actor=change.actor,
                seconds=seconds,
            )
        )


def look(key: ReleaseKey, release: Release | None, as_of: datetime) -> None:
    """Settle what can be settled after somebody has looked at a release; does nothing while a write is under way.

    Args:
        key: which release.
        release: as the server has it; `None` where it has none that the token sees.
        as_of: when the look began.
    """
    try:
        if record.open_changes(key):
            with lease.held(key, patience_s=0):
                settle(key, release, as_of)
    except ReleaseBusyError:
        return
    except (DatabaseError, UnrecordableError):
        # What the server has is shown all the same; a later look settles it.
        logger.exception("The open changes of a release could not be settled.")


def settle(key: ReleaseKey, release: Release | None, as_of: datetime) -> int:
    """Settle the open changes of a release, whose lease is held; return how many are open still.

    The newest comes first: what it left behind is what an older one has to be held against. Where more has to be read
    for it, commits or deploys, that ends within `LOOK_S` in all.
    """
    with deadlines.at_most(LOOK_S):
        return _settle(key, release, as_of)


def _settle(key: ReleaseKey, release: Release | None, as_of: datetime) -> int:
    still_open = 0
    for change in record.open_changes(key):
        if release is None and change.action not in _ABOUT_BEING_THERE:
            verdict = verdicts.of_missing(change) if as_of > change.created_at + MISSING_PATIENCE else None
        else:
            verdict = _JUDGES[change.action](change, _look(change, release, as_of))
        if verdict is None:
            still_open += 1
        else:
            record.settle(change, verdict)
    return still_open


def check_nothing_arrives(key: ReleaseKey, as_of: datetime) -> None:
    """Do nothing where no earlier write is on its way any more.

    One whose answer was lost may still arrive. It would overwrite whatever is written meanwhile, unseen.

    Raises:
        StillArrivingError: there is such a write.
    """
    change = arriving(key, as_of)
    if change is not None:
        raise StillArrivingError(change, arrives_until(change) - as_of)


def arriving(key: ReleaseKey, as_of: datetime) -> Change | None:
    """Return the newest earlier write that was not answered and may still arrive; `None` where there is none."""
    return next((change for change in record.open_changes(key) if may_arrive(change, as_of)), None)


def may_arrive(change: Change, as_of: datetime) -> bool:
    """Say whether nobody knows how `change` ended, and it is on its way still."""
    return change.completed_at is None and not change.is_answered and not _is_over(change, as_of)


def arrives_until(change: Change) -> datetime:
    """Return when nothing more can come of a write that was not answered."""
    return change.created_at + GRACE


def _is_over(change: Change, as_of: datetime) -> bool:
    """Say whether nothing of a write can arrive any more.

    A time far ahead is that of a machine whose clock was wrong, and must not hold back anybody until it comes.
    """
    return not -GRACE <= as_of - change.created_at <= GRACE


def read_and_settle(key: ReleaseKey) -> int:
    """Look at a release for its open changes alone, within `COMMAND_S`; return how many are open still.

    Raises:
        SentryError: the release could not be looked at, or somebody is writing to it.
    """
    with lease.held(key), deadlines.at_most(COMMAND_S):
        as_of = datetime.now(UTC)
        try:
            release = upstream.client().get_release(key.org, key.version)
        except NotFoundError:
            release = None
        return _settle(key, release, as_of)


def _look(change: Change, release: Release | None, as_of: datetime) -> Look:
    key = ReleaseKey(change.organization, change.version)
    return Look(key, release, upstream.client().dialect_for(key.org), is_late=_is_over(change, as_of))
