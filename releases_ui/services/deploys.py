"""Recording a deploy: one sending of a form records one deploy, however often it arrives.

The API cannot tell a repetition from a second deploy, and no deploy can be taken back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from releases_ui.models import Change
from releases_ui.permissions import Person
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Deploy, Release
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewDeploy
from releases_ui.services import deploy_lists, pool, record, releases, submissions, upstream, writing
from releases_ui.services.deploy_lists import DeployList, differences
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Intent
from releases_ui.services.submissions import Asked
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Sent, Write


@dataclass(frozen=True)
class DeployRecorded:
    """What became of a form that records a deploy."""

    #: As it ended, or as it was last read from the record.
    change: Change
    outcome: Outcome
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""
    #: As it was last read; `None` where it could not be.
    release: Release | None = None
    #: Whether the same form had been sent before, so that nothing was sent now.
    is_repeated: bool = False
    #: Why the write failed, or was not answered.
    error: SentryError | None = None
    #: Why the deploys could not be read after the write.
    read_error: SentryError | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True


def record_deploy(*, actor: Person, key: ReleaseKey, new: NewDeploy, submission: str, note: str = "") -> DeployRecorded:
    """Record a deploy, unless this form has done so already, and report what became of it.

    Args:
        actor: who asks.
        key: of which release.
        new: what was filled in.
        submission: the number of the form, 32 hexadecimal digits.
        note: why, in the person's words; kept in the record.

    Raises:
        PermissionDenied: the person may not edit releases.
        UsedNumberError: the number was used for something else, or for another deploy; nothing was sent.
        SentryError: the release or its deploys could not be read, so nothing was sent.
    """
    after = {"deploy": deploy_lists.asked_as_json(new)}
    asked = Asked(key=key, action=Change.Action.DEPLOY, after=after, note=note, number=submission)
    return submissions.once(
        actor, asked, send=lambda write: _send(write, new, asked), tell=lambda change: _told_again(key, change)
    )


def _send(write: Write, new: NewDeploy, asked: Asked) -> DeployRecorded:
    key, release = write.key, write.read()
    dialect = upstream.client().dialect_for(key.org)
    body = dialect.deploy_body(new)
    known = deploy_lists.read(key).ids
    intent = Intent(
        action=asked.action,
        after=asked.after,
        note=asked.note,
        projects=release.project_slugs,
        submission=asked.number,
        last_state={"deploys": known, "deployCount": release.deploy_count},
    )
    sent = write.send(intent, lambda client: client.create_deploy(key.org, key.version, body))
    return _settle(key, new, Before(release, known, dialect.label), sent)


@dataclass(frozen=True)
class Before:
    """What was known of a release's deploys right before another was recorded."""

    release: Release
    ids: list[str]
    #: What the server is called.
    label: str


def _settle(key: ReleaseKey, new: NewDeploy, before: Before, sent: Sent[Deploy | None]) -> DeployRecorded:
    """Read release and deploys again, in bounded time, and complete the record from what is there."""
    with writing.reading_again():
        parts = pool.side_by_side(
            {
                "release": lambda: upstream.client().get_release(key.org, key.version),
                "deploys": lambda: deploy_lists.read(key),
            }
        )
    release, listed = parts["release"].value, parts["deploys"].value
    read_error = parts["deploys"].error or parts["release"].error
    found = None
    if isinstance(release, Release) and isinstance(listed, DeployList):
        found = _found(new, before, sent, listed)
        outcome, reason = _judge(new, before, sent, found, release)
    else:
        release = before.release
        outcome, reason = _unread(sent)
    is_recorded = record.complete(
        sent.change,
        _result(outcome, sent),
        outcomes={"deploy": outcome.value},
        read_back={"deploy": deploy_lists.found_as_json(found)} if found else {},
        detail=record.words_of(sent.error or read_error) or reason,
    )
    return DeployRecorded(
        sent.change,
        outcome,
        reason,
        release,
        error=sent.error,
        read_error=read_error,
        is_recorded=is_recorded,
    )


def _found(new: NewDeploy, before: Before, sent: Sent[Deploy | None], listed: DeployList) -> Deploy | None:
    """Return the deploy that the write has made: by the id in the answer, or by what it holds and that it is new."""
    if sent.answer is not None and str(sent.answer.id) not in before.ids:
        return listed.by_id(sent.answer.id)
    return None if sent.is_refused else listed.find(new, before.ids)


def _judge(
    new: NewDeploy, before: Before, sent: Sent[Deploy | None], found: Deploy | None, release: Release
) -> tuple[Outcome, str]:
    label = before.label
    if found is not None:
        unlike = ", ".join(differences(new, found))
        return (
            (Outcome.IGNORED, say("%(label)s has another %(unlike)s than was sent.", label=label, unlike=unlike))
            if unlike
            else (Outcome.APPLIED, "")
        )
    if sent.is_refused:
        return Outcome.UNCHANGED, say("Not recorded.")
    has_grown = (release.deploy_count or 0) > (before.release.deploy_count or 0)
    if sent.error is None:
        return _unlisted(label, has_grown=has_grown)
    if sent.is_final and not has_grown:
        return Outcome.UNCHANGED, say("Not recorded.")
    return Outcome.UNKNOWN, say("Not there yet. It may still arrive.")


def _unlisted(label: str, *, has_grown: bool) -> tuple[Outcome, str]:
    """Return the outcome where the server answered that it was recorded, and does not list it."""
    if has_grown:
        return (
            Outcome.APPLIED,
            say(
                "%(label)s counts one more deploy than before. It does not list this one: newer versions "
                "list only the last of each environment.",
                label=label,
            ),
        )
    return Outcome.IGNORED, say("%(label)s answered that it was recorded, and does not list it.", label=label)


def _unread(sent: Sent[Deploy | None]) -> tuple[Outcome, str]:
    if sent.is_refused:
        return Outcome.UNCHANGED, say("Not recorded.")
    return Outcome.UNKNOWN, say("Sent; what the server has now could not be read.")


def _result(outcome: Outcome, sent: Sent[Deploy | None]) -> Change.Result:
    if outcome == Outcome.APPLIED:
        return Change.Result.SUCCEEDED
    if outcome == Outcome.UNKNOWN:
        return Change.Result.UNKNOWN
    return Change.Result.PARTLY_IGNORED if sent.error is None else Change.Result.REFUSED


def _told_again(key: ReleaseKey, change: Change) -> DeployRecorded:
    """Return what the record says of an earlier sending; a look at the release settles what was open."""
    release = None
    with suppress(SentryError):
        release = releases.get(key)
    change = record.by_number(change.pk)
    outcome = Outcome(change.outcomes.get("deploy", Outcome.UNKNOWN))
    return DeployRecorded(change, outcome, change.detail, release, is_repeated=True)
