"""How a create ended, judged by a later look at the release, as it would have been judged right after it."""

from __future__ import annotations

from releases_ui.models import Change
from releases_ui.sentry_api.sentences import say
from releases_ui.services import asked
from releases_ui.services.created import Attempt, Created, judge
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Verdict
from releases_ui.services.verdicts import Look

#: What becomes of the fields of a create that arrived: it was looked for right before, and was not there.
_ARRIVED = {Outcome.APPLIED, Outcome.UNCHANGED, Outcome.IGNORED}


def of_create(change: Change, look: Look) -> Verdict | None:
    """Judge a create: the release was not there right before."""
    if look.release is None:
        return _of_none(change) if look.is_late else None
    created = judge(_attempt(change, look), look.release, change.pk)
    if change.is_answered:
        return _of_answered(created)
    return _of_lost(created, is_late=look.is_late)


def _attempt(change: Change, look: Look) -> Attempt:
    """Return the create as the record keeps it.

    Where the server answered that it created the release, nothing was judged before it is found.
    """
    known = change.outcomes.get("version") if change.is_answered else Outcome.UNKNOWN
    is_unsure = known == Outcome.UNKNOWN
    return Attempt(
        asked.recall(change.after, look.dialect),
        look.dialect,
        is_unsure=is_unsure,
        is_new=None if is_unsure else known != Outcome.CONFLICT,
        is_final=change.is_answered,
    )


def _of_answered(created: Created) -> Verdict:
    words = {
        Change.Result.SUCCEEDED: say("A later look found it as it was asked for."),
        Change.Result.PARTLY_IGNORED: say("A later look found it, and not all as it was asked for."),
    }.get(created.result or Change.Result.UNKNOWN)
    return _verdict(created, words or say("A later look found it; whether this created it, the server does not tell."))


def _of_lost(created: Created, *, is_late: bool) -> Verdict | None:
    """Judge a create whose answer nobody has by whether what was asked for stands there.

    Who created it stays unknown, so deleting it is not offered as taking this back.
    """
    became = {field.outcome for field in created.fields if field.field != "version"}
    if not became <= _ARRIVED:
        words = say(
            "A later look found it, and not as it was asked for; whether this created it, the server does not tell."
        )
        return _verdict(created, words) if is_late else None
    is_whole = Outcome.IGNORED not in became
    result = Change.Result.SUCCEEDED if is_whole else Change.Result.PARTLY_IGNORED
    rest = "" if is_whole else say(", but for what %(label)s cannot store", label=created.dialect.label)
    return _verdict(created, say("A later look found it as it was asked for%(rest)s.", rest=rest), arrived_as=result)


def _verdict(created: Created, words: str, *, arrived_as: Change.Result | None = None) -> Verdict:
    return Verdict(
        result=arrived_as or created.result or Change.Result.UNKNOWN,
        outcomes={field.field: field.outcome.value for field in created.fields},
        read_back={field.field: field.as_json for field in created.fields},
        words=words,
    )


def _of_none(change: Change) -> Verdict:
    """Judge a create of a release that cannot be found when nothing can arrive any more."""
    if change.is_answered:
        words = say("An answer came, and a later look found no such release that the token may see.")
    elif change.read_back:
        words = say("It was there right after, and a later look found no such release.")
    else:
        words, outcomes = (
            say("A later look found no such release."),
            dict.fromkeys(change.after, Outcome.UNCHANGED.value),
        )
        return Verdict(result=Change.Result.NOT_DONE, outcomes=outcomes, words=words)
    outcomes = dict.fromkeys(change.after, Outcome.UNKNOWN.value)
    return Verdict(result=Change.Result.UNKNOWN, outcomes=outcomes, words=words)
