"""Commits of the invented organization: who wrote what, when, in which files."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from releases_ui.demo_api.seed_people import BOT, TEAM, Person
from releases_ui.demo_api.seed_plan import Draft, random_id
from releases_ui.demo_api.seed_projects import Field, ProjectPlan

_VERBS = (
    "Fix",
    "Fix",
    "Simplify",
    "Rewrite",
    "Tidy up",
    "Rename parts of",
    "Split",
    "Remove the old",
    "Restore",
    "Rework",
)
#: What else is done in a field of work, and under which circumstances.
_FIELD_VERBS: dict[Field, tuple[str, ...]] = {
    "screen": (
        "Speed up",
        "Translate",
        "Add a flag for",
        "Cover",
        "Fix flaky test of",
        "Align",
        "Make room in",
    ),
    "service": (
        "Speed up",
        "Guard",
        "Log more about",
        "Cover",
        "Fix flaky test of",
        "Do not block on",
        "Type",
    ),
    "device": ("Guard", "Save power in", "Cover", "Fix flaky test of", "Calibrate", "Log less about"),
    "text": ("Correct", "Illustrate", "Translate", "Shorten", "Add examples to", "Link"),
}
_CIRCUMSTANCES: dict[Field, tuple[str, ...]] = {
    "screen": (
        "on slow networks", "for guests", "when the session has ended", "in right-to-left languages",
        "for names longer than a line", "on small screens", "with a keyboard only", "in the dark theme",
        "when nothing was found", "at 400 % zoom", "after going back",
    ),
    "service": (
        "after a restart", "on the first of the month", "for large accounts", "without a second query",
        "when two workers race", "if the clock is wrong", "behind a flag", "for empty input",
        "on time zone changes", "when the database fails over", "above 10,000 rows",
    ),
    "device": (
        "after a brown-out", "below 5 °C", "when the sensor is missing", "on the old board",
        "during an update", "at full flow", "if the bus is busy", "after 49 days without a restart",
    ),
    "text": (
        "for beginners", "for version 2 of the API", "after feedback from support", "for the new menu",
        "where screenshots were old", "for people who use curl",
    ),
}  # fmt: skip
_WHOLE = (
    'Revert "{thing}: new defaults"', "Review comments", "Delete dead branches of {thing}",
    "Pin the base image", "Raise the time limit of the nightly run", "Update the copyright year",
    "Merge branch 'main' into {branch}", "{thing}: say what is missing, and where",
    "Turn the {thing} experiment off", "Typo", "Lint",
)  # fmt: skip
_BODIES = (
    "The old code read the value twice and could see it change in between.",
    "Found while looking into last week's incident. A test reproduces it.",
    "This undoes the workaround from March, which nobody needs any more.",
    "Measured on staging: 340 ms before, 90 ms after.",
    "No change in behaviour.",
)
_BOT_MESSAGES = ("Bump version to {tag}", "Update dependencies", "Update translations", "Prepare {tag}")
_FOLDERS = ("core", "ui", "jobs", "api", "model", "tests")


def commits_of(draft: Draft, pull_request: int, rng: Random) -> list[dict[str, object]]:
    """Return the commits of a release, newest first.

    Args:
        draft: The release; its `head` becomes the id of the newest commit.
        pull_request: The number of the newest pull request; older commits have lower ones.
        rng: Where chance comes from.

    """
    when = draft.built - timedelta(seconds=rng.randint(60, 900))
    team = _regulars(draft.plan, rng)
    commits = []
    for index in range(draft.commit_count):
        author = BOT if index == 0 and draft.tag and rng.random() < 0.4 else rng.choice(team)
        message = _message(draft, author, pull_request - index, rng)
        commits.append(_commit(draft, draft.head if index == 0 else random_id(rng), message, author, when))
        if rng.random() < 0.12:
            commits[-1]["patch_set"] = _patch_set(draft.plan, rng)
        when -= timedelta(seconds=int(rng.expovariate(1 / 9_000)) + 30)
    return commits


def _regulars(plan: ProjectPlan, rng: Random) -> list[Person]:
    """Return who works on this project: eight, by its place in the alphabet, and now and then a guest."""
    first = sum(map(ord, plan.slug)) % len(TEAM)
    regulars = [TEAM[(first + step) % len(TEAM)] for step in range(8)]
    return [*regulars, rng.choice(TEAM)]


def _commit(draft: Draft, commit_id: str, message: str, author: Person, when: datetime) -> dict[str, object]:
    return {
        "id": commit_id,
        "repository": draft.plan.repository,
        "message": message,
        "author_name": author.name,
        "author_email": author.email,
        "timestamp": when.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def _message(draft: Draft, author: Person, number: int, rng: Random) -> str:
    if author is BOT:
        return rng.choice(_BOT_MESSAGES).format(tag=draft.tag)
    thing = rng.choice(draft.plan.things)
    if rng.random() < 0.1:
        return rng.choice(_WHOLE).format(thing=thing, branch=thing.replace(" ", "-").lower())
    if rng.random() < 0.06:
        return f"Merge pull request #{number} from acme/{thing.replace(' ', '-').lower()}"
    subject = f"{rng.choice(_VERBS + _FIELD_VERBS[draft.plan.field])} {thing}"
    if rng.random() < 0.55:
        subject = f"{subject} {rng.choice(_CIRCUMSTANCES[draft.plan.field])}"
    return _decorated(draft.plan, subject, number, rng)


def _decorated(plan: ProjectPlan, subject: str, number: int, rng: Random) -> str:
    """Add a ticket, the pull request and a body, as this commit's author happens to."""
    if rng.random() < 0.45:
        subject = f"{plan.ticket}-{1000 + number // 3 + rng.randrange(40)} {subject}"
    if rng.random() < 0.7:
        subject = f"{subject} (#{number})"
    return f"{subject}\n\n{rng.choice(_BODIES)}" if rng.random() < 0.15 else subject


def _patch_set(plan: ProjectPlan, rng: Random) -> list[dict[str, str]]:
    return [
        {"path": f"{plan.sources}/{folder}/{_file_name(plan, rng)}", "type": rng.choice("AMMMMD")}
        for folder in rng.sample(_FOLDERS, rng.randint(1, 5))
    ]


def _file_name(plan: ProjectPlan, rng: Random) -> str:
    return f"{rng.choice(plan.things).replace(' ', '_').lower()}.{plan.suffix}"
