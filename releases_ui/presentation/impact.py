"""What a date moves, in short sentences that name the releases and link to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext, gettext_noop, ngettext

from releases_ui.links import release_href
from releases_ui.presentation.version_text import describe
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.release_order import Rule
from releases_ui.services.impact import Gap, Impact, ProjectImpact, Standing
from releases_ui.services.pool import Part
from releases_ui.viewer import Clock

_PLACE = re.compile(r"\{(\w+)\}")


class _Tense(Enum):
    """Whether something is so, stays so after the save, or comes to be so by it."""

    NOW = 0
    STILL = 1
    THEN = 2


_FOLLOWED = {
    _Tense.NOW: gettext_noop("{name} comes right after this release and counts its commits from here."),
    _Tense.STILL: gettext_noop("{name} still comes right after this release and counts its commits from here."),
    _Tense.THEN: gettext_noop("{name} then comes right after this release and will count its commits from here."),
}
_NEWEST = {
    _Tense.NOW: gettext_noop("The next release counts its commits from here."),
    _Tense.STILL: gettext_noop("The next release still counts its commits from here."),
    _Tense.THEN: gettext_noop("The next release will count its commits from here."),
}
_OWN = {
    _Tense.NOW: gettext_noop("This release counts its own commits from {name}."),
    _Tense.STILL: gettext_noop("This release still counts its own commits from {name}."),
    _Tense.THEN: gettext_noop("This release will count its own commits from {name}."),
}
#: Of one release, and of several that share the latest date.
_LATEST = {
    _Tense.NOW: (
        gettext_noop("{names} is the latest."),
        gettext_noop("{names} are the latest, as they share the date."),
    ),
    _Tense.STILL: (
        gettext_noop("{names} stays the latest."),
        gettext_noop("{names} stay the latest, as they share the date."),
    ),
    _Tense.THEN: (
        gettext_noop("{names} becomes the latest."),
        gettext_noop("{names} become the latest, as they share the date."),
    ),
}
#: The same, where others are so no longer.
_LATEST_IN_PLACE = {
    _Tense.NOW: (
        gettext_noop("{names} is the latest, in place of {gone}."),
        gettext_noop("{names} are the latest, in place of {gone}, as they share the date."),
    ),
    _Tense.STILL: (
        gettext_noop("{names} stays the latest, in place of {gone}."),
        gettext_noop("{names} stay the latest, in place of {gone}, as they share the date."),
    ),
    _Tense.THEN: (
        gettext_noop("{names} becomes the latest, in place of {gone}."),
        gettext_noop("{names} become the latest, in place of {gone}, as they share the date."),
    ),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: words of ours, or the name of a release."""

    text: str
    is_name: bool = False
    href: str | None = None
    #: The whole version, for the title of a name.
    version: str = ""


Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ProjectLines:
    """What a date moves in some projects, of which the same is to be said."""

    slugs: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    #: How far this reaches.
    hint: str = ""
    #: Why nothing can be said.
    failure: str = ""

    @property
    def project_words(self) -> str:
        """The projects."""
        return ", ".join(self.slugs)


@dataclass(frozen=True, slots=True)
class ImpactText:
    """What a date moves, ready to print."""

    #: Why it moves nothing on this server.
    reason: str = ""
    projects: tuple[ProjectLines, ...] = ()
    not_looked_at: str = ""
    #: Whether a save would change from where commits are counted.
    is_moving: bool = False
    #: Why none of this is known.
    failure: str = ""


def prepare(org: str, impact: Impact, dialect: Dialect, clock: Clock) -> ImpactText:
    """Return `impact` ready to print."""
    is_ahead = bool(impact.wish and impact.wish.date and impact.wish.date > clock.now)
    words = _Words(org, impact.version, dialect, is_ahead=is_ahead)
    known = [part.value for part in impact.projects.values() if part.value]
    return ImpactText(
        reason=impact.reason,
        projects=_merged([(slug, _lines(words, part)) for slug, part in impact.projects.items()]),
        not_looked_at=", ".join(impact.not_looked_at),
        is_moving=any(_moves_commits(project) for project in known),
    )


def _moves_commits(project: ProjectImpact) -> bool:
    """Say whether a save would change from where commits are counted."""
    now, then = project.now, project.then
    return then is not None and (now.before, now.after) != (then.before, then.after)


def _merged(projects: Sequence[tuple[str, ProjectLines]]) -> tuple[ProjectLines, ...]:
    """Return the lines, those of projects with the same to say once."""
    slugs: dict[ProjectLines, tuple[str, ...]] = {}
    for slug, lines in projects:
        slugs[lines] = (*slugs.get(lines, ()), slug)
    return tuple(ProjectLines(named, lines.sentences, lines.hint, lines.failure) for lines, named in slugs.items())


def _lines(words: _Words, part: Part[ProjectImpact]) -> ProjectLines:
    if part.value is None:
        return ProjectLines((), (), failure=part.error.message if part.error else "")
    project = part.value
    return ProjectLines((), tuple(words.of(project)), _hint(project))


def _hint(project: ProjectImpact) -> str:
    hints = []
    if project.is_bounded:
        hints.append(
            gettext("Only the %(count)s newest created releases were looked at.") % {"count": project.looked_at}
        )
    if project.unreadable:
        words = ngettext(
            "%(count)s release could not be read, and may stand anywhere.",
            "%(count)s releases could not be read, and may stand anywhere.",
            project.unreadable,
        )
        hints.append(words % {"count": project.unreadable})
    return " ".join(hints)


class _Words:
    """Words about one release. A project's first sentence follows its name, so it starts small."""

    def __init__(self, org: str, version: str, dialect: Dialect, *, is_ahead: bool) -> None:
        self._org = org
        self._version = version
        self._dialect = dialect
        self._label: Sentence = (Piece(dialect.label),)
        self._is_ahead = is_ahead

    def of(self, project: ProjectImpact) -> Iterator[Sentence]:
        """Yield what is to be said of one project."""
        now, then = project.now, project.then
        yield from self._of_latest(project)
        yield from self._of_neighbours(now, then)
        if project.gap:
            yield self._of_gap(project.gap)
        if level := (then or now).level:
            one = gettext("{names} has exactly this date, and {label} does not say which comes first.")
            many = gettext("{names} have exactly this date, and {label} does not say which comes first.")
            yield self._say(one if len(level) == 1 else many, names=self._names(*level), label=self._label)

    def _of_latest(self, project: ProjectImpact) -> Iterator[Sentence]:
        """Yield which release is, stays or becomes the latest, and what that hangs on."""
        label, now, then = self._label, project.now, project.then
        if project.rule is Rule.UNKNOWN:
            yield self._say(
                gettext("whether {label} chooses the latest by date or by version number cannot be told."), label=label
            )
            return
        yield self._latest(now.latest, then.latest if then else None)
        if project.rule is Rule.NUMBERS:
            yield self._say(
                gettext("{label} chooses it by version number here, and counts commits by date."), label=label
            )
        elif self._is_ahead and then and self._version in set(then.latest) - set(now.latest):
            yield self._say(gettext("{label} does not wait for a date ahead: it counts at once."), label=label)

    def _latest(self, now: tuple[str, ...], then: tuple[str, ...] | None) -> Sentence:
        latest = now if then is None else then
        gone = [version for version in now if version not in latest]
        tense = _tense(set(now), set(latest), is_asked=then is not None)
        words = (_LATEST_IN_PLACE if gone else _LATEST)[tense][len(latest) > 1]
        return self._say(gettext(words), names=self._names(*latest), gone=self._names(*gone))

    def _of_neighbours(self, now: Standing, then: Standing | None) -> Iterator[Sentence]:
        """Yield who counts commits from the release, and where its own begin."""
        state = then or now
        tense = _tense(now.after, state.after, is_asked=then is not None)
        yield self._say(gettext((_FOLLOWED if state.after else _NEWEST)[tense]), name=self._names(state.after or ""))
        if state.before:
            tense = _tense(now.before, state.before, is_asked=then is not None)
            yield self._say(gettext(_OWN[tense]), name=self._names(state.before))

    def _of_gap(self, gap: Gap) -> Sentence:
        """Return who counted commits from the release until now, and from where instead."""
        words = gettext("{follower} will count its commits from {start}, no longer from here.")
        if gap.start is None:
            words = gettext("{follower} will no longer count its commits from here.")
        follower = self._names(gap.follower) if gap.follower else (Piece(gettext("The next release")),)
        return self._say(words, follower=follower, start=self._names(gap.start or ""))

    def _names(self, *versions: str) -> Sentence:
        """Return the names as a list in words: one, two and three."""
        pieces: list[Piece] = []
        for index, version in enumerate(versions):
            if index:
                pieces.append(Piece(gettext(" and ") if index == len(versions) - 1 else ", "))
            pieces.append(self._name(version))
        return tuple(pieces)

    def _name(self, version: str) -> Piece:
        if version == self._version:
            return Piece(gettext("this release"))
        href = release_href(self._org, version, self._dialect)
        text = describe(version)
        return Piece(text.sha or text.name, is_name=True, href=href, version=version)

    @staticmethod
    def _say(words: str, **names: Sentence) -> Sentence:
        """Return a sentence with names in their places; what stands in a name is never read as a place."""
        pieces: list[Piece] = []
        for index, text in enumerate(_PLACE.split(words)):
            pieces += names[text] if index % 2 else [Piece(text)]
        return tuple(piece for piece in pieces if piece.text)


def _tense(now: object, then: object, *, is_asked: bool) -> _Tense:
    if not is_asked:
        return _Tense.NOW
    return _Tense.STILL if now == then else _Tense.THEN
