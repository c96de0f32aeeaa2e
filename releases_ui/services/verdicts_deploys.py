"""How the recording of a deploy ended, judged by a later look at the release."""

from __future__ import annotations

from releases_ui.models import Change
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.services import deploy_lists
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Verdict
from releases_ui.services.verdicts import Look


def of_deploy(change: Change, look: Look) -> Verdict | None:
    """Judge a deploy by whether the server lists one like it that was not there before."""
    if look.release is None:
        return None
    try:
        listed = deploy_lists.read(look.key)
    except SentryError:
        return None
    known = {*map(str, change.last_state.get("deploys", [])), *_claimed(change)}
    found = listed.find(deploy_lists.recall(change.after["deploy"]), known)
    if found is not None:
        return Verdict(
            result=Change.Result.SUCCEEDED,
            outcomes={"deploy": Outcome.APPLIED.value},
            read_back={"deploy": deploy_lists.found_as_json(found)},
            words=say("A later look found it there."),
        )
    if not look.is_late:
        return None
    if (look.release.deploy_count or 0) > (change.last_state.get("deployCount") or 0):
        words = say(
            "%(label)s counts more deploys than before, and lists none like this one. Newer versions "
            "list only the last of each environment, so whether it is among them cannot be told.",
            label=look.dialect.label,
        )
        return Verdict(result=Change.Result.UNKNOWN, outcomes={"deploy": Outcome.UNKNOWN.value}, words=words)
    return Verdict(
        result=Change.Result.NOT_DONE,
        outcomes={"deploy": Outcome.UNCHANGED.value},
        words=say("A later look found no such deploy."),
    )


def _claimed(change: Change) -> set[str]:
    """Return the ids of the deploys that other changes of the release have recorded."""
    others = Change.objects.filter(
        organization=change.organization, version=change.version, action=Change.Action.DEPLOY, pk__gt=change.pk
    )
    deploys = (one.read_back.get("deploy") or {} for one in others.only("read_back"))
    return {str(deploy["id"]) for deploy in deploys if "id" in deploy}
