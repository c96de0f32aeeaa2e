"""A believable organization for the demo: ten projects and their releases over two years.

Everything is invented and drawn from one seed, so that the same moment and seed give the same organization.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from releases_ui.demo_api.seed_awkward import NAMES, awkward_drafts
from releases_ui.demo_api.seed_commits import commits_of
from releases_ui.demo_api.seed_faults import duplicates, quota, spoil
from releases_ui.demo_api.seed_people import TEAM
from releases_ui.demo_api.seed_plan import Draft, plan_drafts

_CI = "https://ci.acme.example"
_FIRST_BUILD = datetime(2019, 3, 4, tzinfo=UTC)
#: When all pipelines moved to the newest tool.
_UPGRADE_AGE = timedelta(days=210)


def generate(now: datetime, *, releases: int = 2000, seed: int = 7) -> Iterator[dict[str, object]]:
    """Yield the organization's releases as lines that `--load` takes, oldest first.

    Args:
        now: An aware time; nothing was created after it.
        releases: How many lines.
        seed: Another seed gives another organization of the same kind.

    """
    now = now.astimezone(UTC)
    rng = Random(seed)  # noqa: S311 - nothing here is secret, and it must be repeatable
    pull_requests: Counter[str] = Counter()
    for draft in _drafts(now, releases, rng):
        number = pull_requests[draft.plan.slug] = pull_requests[draft.plan.slug] + draft.commit_count + 1
        yield {key: value for key, value in _line(draft, number + 900, now, rng).items() if value is not None}


def _drafts(now: datetime, count: int, rng: Random) -> list[Draft]:
    awkward = awkward_drafts(now, min(len(NAMES), count // 10), rng)
    doubled = quota("v duplicate", count)
    drafts = plan_drafts(now, count - len(awkward) - doubled, rng)
    spoil(drafts, now, rng)
    drafts += duplicates(drafts, doubled, now, rng) + awkward
    return sorted(drafts, key=lambda draft: draft.created)


def _line(draft: Draft, pull_request: int, now: datetime, rng: Random) -> dict[str, object]:
    deploys = [] if draft.is_manual else _deploys(draft, now, rng)
    first_event, last_event = _events(draft, deploys, now, rng)
    return {
        "version": draft.version,
        "projects": draft.projects,
        "ref": _ref(draft) if draft.has_ref else None,
        "url": _url(draft) if draft.has_url else None,
        "dateReleased": _text(draft.released),
        "commits": commits_of(draft, pull_request, rng) or None,
        "dateCreated": _text(draft.created),
        "status": _status(draft, now, rng),
        "deploys": deploys or None,
        "files": _files(draft, rng),
        "newGroups": draft.new_groups,
        "userAgent": _user_agent(draft, now),
        "owner": rng.choice(TEAM).email if rng.random() < 0.1 else None,
        "firstEvent": _text(first_event),
        "lastEvent": _text(last_event),
        "adoptionStages": (adoption := _adoption(draft, first_event, now, rng)),
        # Adoption is counted from sessions.
        "hasHealthData": True if adoption else None,
    }


def _text(when: datetime | None) -> str | None:
    return when.isoformat().replace("+00:00", "Z") if when else None


def _ref(draft: Draft) -> str:
    if draft.tag and draft.plan.cadence != "daily":
        return f"refs/tags/{draft.tag}"
    return draft.head


def _url(draft: Draft) -> str:
    home = f"https://github.com/{draft.plan.repository}"
    if draft.version == draft.head:
        return f"{home}/commit/{draft.head}"
    if draft.tag and draft.plan.cadence != "daily":
        return f"{home}/releases/tag/{draft.tag}"
    return f"{_CI}/builds/{_number(draft.built)}"


def _number(when: datetime) -> int:
    """Return a number that rises with time, as builds and deploys are counted."""
    return int((when - _FIRST_BUILD).total_seconds()) // 700


def _status(draft: Draft, now: datetime, rng: Random) -> str | None:
    """Return `archived` for some old ones; open is what the API assumes."""
    chance = 0.35 if draft.kind == "preview" else 0.18
    is_old = now - draft.created > timedelta(days=240)
    return "archived" if is_old and rng.random() < chance else None


def _user_agent(draft: Draft, now: datetime) -> str:
    agents = draft.plan.user_agents
    if draft.is_manual:
        return "python-requests/2.32.5"
    return agents[0] if now - draft.created < _UPGRADE_AGE else agents[-1]


def _deploys(draft: Draft, now: datetime, rng: Random) -> list[dict[str, object]]:
    """Return the deploys, one environment after the other; few previews get far, some releases nowhere."""
    if rng.random() < 0.15:
        return []
    reached = draft.plan.environments[: 1 if draft.kind == "preview" else None]
    start, deploys = draft.created, []
    for environment in reached:
        start += timedelta(seconds=int(rng.expovariate(1 / 5_000)) + 120)
        finish = start + timedelta(seconds=rng.randint(25, 1_500))
        if finish > now:
            break
        deploys.append(_deploy(draft, environment, start, finish, rng))
        start = finish
    return deploys


def _deploy(draft: Draft, environment: str, start: datetime, finish: datetime, rng: Random) -> dict[str, object]:
    deploy: dict[str, object] = {
        "environment": environment,
        "dateStarted": _text(start),
        "dateFinished": _text(finish),
    }
    if rng.random() < 0.8:
        deploy["name"] = rng.choice((f"{draft.plan.slug} to {environment}", f"#{_number(start)}", "blue", "green"))
    if rng.random() < 0.7:
        deploy["url"] = f"{_CI}/deploys/{_number(start)}"
    return deploy


def _files(draft: Draft, rng: Random) -> list[dict[str, object]] | None:
    """Return scripts and their source maps, for some releases of front ends."""
    if not draft.plan.ships_files or draft.is_manual or rng.random() > 0.3:
        return None
    names = [f"{part}.{rng.getrandbits(16):04x}.js" for part in ("app", "vendor", "checkout")]
    return [file for name in names[: rng.randint(1, 3)] for file in _script_and_map(name, draft.plan.slug)]


def _script_and_map(name: str, dist: str) -> list[dict[str, object]]:
    source = name.partition(".")[0]
    source_map = {
        "version": 3,
        "file": name,
        "sources": [f"src/{source}.tsx"],
        "names": [],
        "mappings": "AAAA",
    }
    script = f"console.log('{source}');\n//# sourceMappingURL={name}.map\n"
    return [
        {
            "name": f"~/static/js/{name}",
            "dist": dist,
            "headers": {"Sourcemap": f"{name}.map"},
            "content": script,
        },
        {"name": f"~/static/js/{name}.map", "dist": dist, "headers": {}, "content": json.dumps(source_map)},
    ]


def _events(
    draft: Draft, deploys: list[dict[str, object]], now: datetime, rng: Random
) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last event came; only what was deployed sends any."""
    if not deploys or rng.random() < 0.1:
        return None, None
    first = draft.created + timedelta(seconds=rng.randint(600, 20_000))
    if first > now:
        return None, None
    last = first + timedelta(seconds=int(rng.expovariate(1 / 900_000)))
    return first, min(last, now - timedelta(seconds=1))


def _adoption(draft: Draft, first_event: datetime | None, now: datetime, rng: Random) -> dict[str, object] | None:
    """Return how far recent releases were taken up, per project."""
    if first_event is None or now - draft.created > timedelta(days=45) or draft.kind == "preview":
        return None
    adopted = first_event + timedelta(hours=rng.randint(2, 200))
    replaced = adopted + timedelta(days=9)
    stage = "low_adoption" if adopted > now else "adopted" if replaced > now else "replaced"
    entry = {
        "stage": stage,
        "adopted": None if adopted > now else _text(adopted),
        "unadopted": None if replaced > now else _text(replaced),
    }
    return dict.fromkeys(draft.projects, entry)
