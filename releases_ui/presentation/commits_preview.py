"""What a change of commits would do, prepared to print before it is sent."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from releases_ui.models import Change
from releases_ui.presentation.mover import Mover
from releases_ui.presentation.parts import CommitLine, message_lines
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.sentences import Number, marked, say
from releases_ui.sentry_api.wishes import NewCommit, NewRef
from releases_ui.services.commit_changes import SKIP, Difference, named_issues
from releases_ui.services.commit_lists import CommitList
from releases_ui.services.commits import Present, Wish
from releases_ui.viewer import Clock

#: Lines of one group; of the others only how many there are.
MANY = 30
#: Characters of a message after its first line.
_MAX_REST = 2_000


@dataclass(frozen=True)
class Group:
    """Commits to which the same happens."""

    title: str
    tone: str
    icon: str
    lines: tuple[CommitLine, ...]
    #: How many there are beside those that are listed.
    more: int


@dataclass(frozen=True)
class Shown:
    """The list that a preview showed, as far as its page carries it: of each commit, what its line says."""

    at: datetime
    commits: tuple[NewCommit, ...]


@dataclass(frozen=True)
class Moved:
    """What has changed in a list since it was shown."""

    groups: tuple[Group, ...] = ()
    #: Whether it is known what was shown.
    is_compared: bool = False
    #: `None` where it was changed elsewhere.
    mover: Mover | None = None

    @property
    def is_in_words_only(self) -> bool:
        """Whether the commits are the same, and only what they say has changed."""
        return self.is_compared and not self.groups


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What would be sent, and what becomes of each commit."""

    heading: str
    groups: tuple[Group, ...]
    refs: tuple[NewRef, ...]
    #: Commits whose messages name issues: a short id, and what it names.
    resolving: tuple[tuple[str, str], ...]
    #: What to know before sending, one sentence each.
    warnings: tuple[str, ...]
    #: The button's words; empty where there is nothing to send.
    verb: str
    digest: str
    #: What has moved since the last preview; `None` where nothing has, or this is the first.
    moved: Moved | None = None


def prepare(wish: Wish, present: Present, clock: Clock, moved: Moved | None = None) -> Preview:
    """Return what `wish` would do to the commits that a release has.

    Args:
        wish: what is asked for.
        present: the release and its commits.
        clock: of the person who looks.
        moved: what has changed since the last preview; `None` where nothing has, or this is the first.
    """
    is_refs = wish.action == Change.Action.REFS
    difference = None if is_refs else present.against(wish)
    return Preview(
        heading=_heading(wish, present, difference),
        groups=_groups(difference, clock) if difference else (_until_found(present, clock),),
        refs=tuple(map(_visible, wish.refs)),
        resolving=_resolving(difference),
        warnings=tuple(_warnings(wish, present, difference)),
        verb="" if difference and difference.is_nothing else _verb(wish, present, difference),
        digest=present.digest,
        moved=moved,
    )


def since(shown: Shown | None, present: Present, mover: Mover | None, clock: Clock) -> Moved:
    """Return what has changed in a list since it was shown; `None` for `shown` is a list that nobody knows."""
    if shown is None:
        return Moved()
    now = {(commit.repository, commit.id): commit for commit in present.commits.commits}
    before = {(commit.repository, commit.id): commit for commit in shown.commits}
    groups = (
        _group(say("is gone since"), say("are gone since"), "danger", "x", _without(before, now), clock),
        _group(say("has come since"), say("have come since"), "info", "plus", _without(now, before), clock),
    )
    return Moved(tuple(group for group in groups if group.lines), is_compared=True, mover=mover)


def line_of(commit: NewCommit, clock: Clock) -> CommitLine:
    """Return a commit that is sent, or was read, ready to print."""
    title, rest = message_lines(commit.message)
    return CommitLine(
        id=make_visible(commit.id),
        short_id=make_visible(commit.id[:7]),
        href=None,
        title=title,
        rest=Truncator(rest).chars(_MAX_REST),
        author=make_visible(commit.author_name or commit.author_email),
        repository=make_visible(commit.repository),
        moment=clock.moment(commit.timestamp),
    )


_NOUNS = {
    ("commit", True): marked("%(count)s commit"),
    ("commit", False): marked("%(count)s commits"),
    ("ref", True): marked("%(count)s ref"),
    ("ref", False): marked("%(count)s refs"),
}


def counted(number: int, noun: str = "commit") -> str:
    """Return a number with its noun: "1 commit", "2,431 commits"."""
    return say(_NOUNS[noun, number == 1], count=Number(number))


def number_of(present: Present) -> int:
    """Return how many commits a release has, also where not all of them were read."""
    read = len(present.commits)
    return read if present.commits.is_whole else max(read, present.release.commit_count or 0)


def _verb(wish: Wish, present: Present, difference: Difference | None) -> str:
    if difference is None:
        return say("Add %(refs)s", refs=counted(len(wish.refs), "ref"))
    number = number_of(present)
    if wish.action == Change.Action.CLEAR_COMMITS:
        return say("Clear %(commits)s", commits=counted(number))
    after = len(difference.comes) + len(difference.stays)
    if not number:
        return say("Set %(commits)s", commits=counted(after))
    return say("Replace %(commits)s by %(after)s", commits=counted(number), after=Number(after))


def _heading(wish: Wish, present: Present, difference: Difference | None) -> str:
    if difference is None:
        return say(
            "%(refs)s would be sent; %(label)s looks the commits up.",
            refs=counted(len(wish.refs), "ref"),
            label=present.dialect.label,
        )
    if difference.is_nothing:
        return say("Nothing to send: the release has exactly these commits already.")
    goes = number_of(present) - len(difference.stays)
    parts = [
        (goes, say("go"), say("goes")),
        (len(difference.comes), say("come"), say("comes")),
        (len(difference.stays), say("stay"), say("stays")),
    ]
    told = [f"{counted(number)} {one if number == 1 else many}" for number, many, one in parts if number]
    return f"{', '.join(told)}."


def _groups(difference: Difference, clock: Clock) -> tuple[Group, ...]:
    said_anew = tuple(dict.fromkeys((*difference.retold, *difference.credited)))
    groups = (
        _group(say("goes"), say("go"), "danger", "x", difference.goes, clock),
        _group(say("comes"), say("come"), "success", "plus", difference.comes, clock),
        _group(
            say("stays, sent with another message, author or time"),
            say("stay, sent with another message, author or time"),
            "warning",
            "pencil",
            said_anew,
            clock,
        ),
        _group(say("stays as it is"), say("stay as they are"), "", "circle-minus", difference.unchanged, clock),
        _group(
            say("is left out, as its message holds %(skip)s", skip=SKIP),
            say("are left out, as their messages hold %(skip)s", skip=SKIP),
            "warning",
            "circle-slash",
            difference.skipped,
            clock,
        ),
    )
    return tuple(group for group in groups if group.lines)


def _group(one: str, many: str, tone: str, icon: str, commits: Sequence[NewCommit], clock: Clock) -> Group:
    title = f"{counted(len(commits))} {one if len(commits) == 1 else many}"
    lines = tuple(line_of(commit, clock) for commit in commits[:MANY])
    return Group(title, tone, icon, lines, len(commits) - len(lines))


def _until_found(present: Present, clock: Clock) -> Group:
    how = say("until %(label)s finds others", label=present.dialect.label)
    return _group(f"stays {how}", f"stay {how}", "", "circle-minus", present.commits.commits, clock)


def _warnings(wish: Wish, present: Present, difference: Difference | None) -> Iterable[str]:
    label, found = present.dialect.label, present.commits
    if not found.is_whole:
        yield say(
            "The release has %(count)s commits, and the first %(read)s were read: neither this preview nor the record"
            " holds them all, so the change cannot be taken back here.",
            count=Number(number_of(present)),
            read=Number(len(found)),
        )
    elif found.unreadable:
        yield (
            say(
                "%(counted)s could not be read, so the record does not hold them all, and the change "
                "cannot be taken back here.",
                counted=counted(found.unreadable),
            )
        )
    if difference is None:
        yield say("What %(label)s finds takes the place of all the commits that the release has then.", label=label)
        yield say(
            "%(label)s resolves the issues that the messages of those commits name, and sends mails about it.",
            label=label,
        )
        yield say("Where %(label)s cannot fetch them, it sends a mail to the person whose token this is.", label=label)
    elif difference.is_reordered:
        yield say("Those that stay would stand in another order.")
    if wish.action == Change.Action.CLEAR_COMMITS and _may_be_of_several_repositories(found):
        yield say(
            "Some versions of %(label)s fail here unless all commits are of one repository. Then nothing is changed.",
            label=label,
        )


def _may_be_of_several_repositories(found: CommitList) -> bool:
    return len({commit.repository for commit in found.commits}) > 1 or not found.is_whole or found.unreadable > 0


def _resolving(difference: Difference | None) -> tuple[tuple[str, str], ...]:
    """Return the commits whose messages name issues, as they would read afterwards: also of those that stay."""
    if difference is None:
        return ()
    messages = {commit.id: commit.message for commit in difference.stays}
    messages |= {commit.id: commit.message for commit in (*difference.comes, *difference.retold) if commit.message}
    named = ((make_visible(name[:7]), named_issues(message)) for name, message in messages.items())
    return tuple((name, ", ".join(issues)) for name, issues in named if issues)


def _without(commits: Mapping[tuple[str, str], NewCommit], others: Container[tuple[str, str]]) -> list[NewCommit]:
    return [commit for name, commit in commits.items() if name not in others]


def _visible(ref: NewRef) -> NewRef:
    """Return a ref as a page prints it."""
    return NewRef(
        repository=make_visible(ref.repository),
        commit=make_visible(ref.commit),
        previous_commit=make_visible(ref.previous_commit),
    )
