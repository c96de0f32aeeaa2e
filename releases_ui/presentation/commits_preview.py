"""What a change of commits would do, prepared to print before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from releases_ui.models import Change
from releases_ui.presentation.parts import CommitLine
from releases_ui.sentry_api.dialect import NewCommit, NewRef
from releases_ui.services.commit_changes import SKIP, Difference, named_issues
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
class Moved:
    """What has changed in a list since it was shown."""

    groups: tuple[Group, ...]
    #: Whether the commits are the same, and only what they say has changed.
    is_in_words_only: bool


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


def prepare(
    wish: Wish,
    present: Present,
    clock: Clock,
    shown: Sequence[tuple[str, str]] | None = None,
    *,
    has_moved: bool = False,
) -> Preview:
    """Return what `wish` would do to the commits that a release has.

    Args:
        wish: what is asked for.
        present: the release and its commits.
        clock: of the person who looks.
        shown: repository and id of the commits in the last preview; `None` where they are not known.
        has_moved: whether the list is another one than in the last preview.
    """
    is_refs = wish.action == Change.Action.REFS
    difference = None if is_refs else present.against(wish)
    return Preview(
        heading=_heading(wish, present, difference),
        groups=_groups(difference, clock) if difference else (_until_found(present, clock),),
        refs=wish.refs,
        resolving=_resolving(difference),
        warnings=tuple(_warnings(wish, present, difference)),
        verb="" if difference and difference.is_nothing else _verb(wish, present, difference),
        digest=present.digest,
        moved=_moved(present, shown, clock) if has_moved else None,
    )


def line_of(commit: NewCommit, clock: Clock) -> CommitLine:
    """Return a commit that is sent, or was read, ready to print."""
    title, _, rest = commit.message.strip().partition("\n")
    return CommitLine(
        id=commit.id,
        short_id=commit.id[:7],
        href=None,
        title=title,
        rest=Truncator(rest.strip()).chars(_MAX_REST),
        author=commit.author_name or commit.author_email,
        repository=commit.repository,
        moment=clock.moment(commit.timestamp),
    )


def counted(number: int, noun: str = "commit") -> str:
    """Return a number with its noun: "1 commit", "2,431 commits"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def number_of(present: Present) -> int:
    """Return how many commits a release has, also where not all of them were read."""
    read = len(present.commits)
    return read if present.commits.is_whole else max(read, present.release.commit_count or 0)


def _verb(wish: Wish, present: Present, difference: Difference | None) -> str:
    if difference is None:
        return f"Add {counted(len(wish.refs), 'ref')}"
    number = number_of(present)
    if wish.action == Change.Action.CLEAR_COMMITS:
        return f"Clear {counted(number)}"
    after = len(difference.comes) + len(difference.stays)
    return f"Replace {counted(number)} by {after:,}" if number else f"Set {counted(after)}"


def _heading(wish: Wish, present: Present, difference: Difference | None) -> str:
    if difference is None:
        return f"{counted(len(wish.refs), 'ref')} would be sent; {present.dialect.label} looks the commits up."
    if difference.is_nothing:
        return "Nothing to send: the release has exactly these commits already."
    goes = number_of(present) - len(difference.stays)
    parts = [(goes, "go", "goes"), (len(difference.comes), "come", "comes"), (len(difference.stays), "stay", "stays")]
    told = [f"{counted(number)} {one if number == 1 else many}" for number, many, one in parts if number]
    return f"{', '.join(told)}."


def _groups(difference: Difference, clock: Clock) -> tuple[Group, ...]:
    said_anew = tuple(dict.fromkeys((*difference.retold, *difference.credited)))
    groups = (
        _group("goes", "go", "danger", "x", difference.goes, clock),
        _group("comes", "come", "success", "plus", difference.comes, clock),
        _group(
            "stays, sent with another message, author or time",
            "stay, sent with another message, author or time",
            "warning",
            "pencil",
            said_anew,
            clock,
        ),
        _group("stays as it is", "stay as they are", "", "circle-minus", difference.unchanged, clock),
        _group(
            f"is left out, as its message holds {SKIP}",
            f"are left out, as their messages hold {SKIP}",
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
    how = f"until {present.dialect.label} finds others"
    return _group(f"stays {how}", f"stay {how}", "", "circle-minus", present.commits.commits, clock)


def _warnings(wish: Wish, present: Present, difference: Difference | None) -> Iterable[str]:
    label, found = present.dialect.label, present.commits
    if not found.is_whole:
        yield (
            f"The release has {number_of(present):,} commits, and the first {len(found):,} were read: neither this "
            "preview nor the record holds them all, so the change cannot be taken back here."
        )
    elif found.unreadable:
        yield (
            f"{counted(found.unreadable)} could not be read, so the record does not hold them all, and the change "
            "cannot be taken back here."
        )
    if difference is None:
        yield f"What {label} finds takes the place of all the commits that the release has then."
        yield f"{label} resolves the issues that the messages of those commits name, and sends mails about it."
        yield f"Where {label} cannot fetch them, it sends a mail to the person whose token this is."
    elif difference.is_reordered:
        yield "Those that stay would stand in another order."
    if wish.action == Change.Action.CLEAR_COMMITS:
        yield f"Some versions of {label} fail here unless all commits are of one repository. Then nothing is changed."


def _resolving(difference: Difference | None) -> tuple[tuple[str, str], ...]:
    """Return the commits whose messages name issues, as they would read afterwards: also of those that stay."""
    if difference is None:
        return ()
    messages = {commit.id: commit.message for commit in difference.stays}
    messages |= {commit.id: commit.message for commit in (*difference.comes, *difference.retold) if commit.message}
    named = ((name[:7], named_issues(message)) for name, message in messages.items())
    return tuple((name, ", ".join(issues)) for name, issues in named if issues)


def _moved(present: Present, shown: Sequence[tuple[str, str]] | None, clock: Clock) -> Moved:
    if shown is None:
        return Moved((), is_in_words_only=False)
    now = {(commit.repository, commit.id): commit for commit in present.commits.commits}
    before = set(shown)
    come = [commit for name, commit in now.items() if name not in before]
    gone = [NewCommit(id=name, repository=repository) for repository, name in shown if (repository, name) not in now]
    groups = (
        _group("is gone since", "are gone since", "danger", "x", gone, clock),
        _group("has come since", "have come since", "info", "plus", come, clock),
    )
    kept = tuple(group for group in groups if group.lines)
    return Moved(kept, is_in_words_only=not kept)
