"""Where a commit can be looked at: links that are made only from http and https addresses of the server's."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from releases_ui.links import is_web_address
from releases_ui.sentry_api.payloads import Commit, Release, Repository

_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
#: By a word in the host's name: what stands between a repository's address and a commit's id.
_COMMIT_PATHS = {"gitlab": "/-/commit/", "bitbucket": "/commits/", "github": "/commit/"}

#: The same for two commits.
_COMPARE_PATHS = {
    "gitlab": "/-/compare/{one}...{other}",
    "bitbucket": "/branches/compare/{other}..{one}",
    "github": "/compare/{one}...{other}",
}


def commit_href(repository: Repository | None, commit_id: str) -> str | None:
    """Return the address of a commit's page; `None` where the host is not known, or the id is none."""
    if not _SHA.fullmatch(commit_id):
        return None
    address, host = _place_of(repository)
    return f"{address}{_COMMIT_PATHS[host]}{quote(commit_id)}" if host else None


def ref_href(release: Release) -> str | None:
    """Return the address of the commit at which a release stands; `None` where its host is not recognised.

    The repository is that of the release's last commit, or the one in which the release's own address lies.
    """
    last, ref = release.last_commit, release.ref or ""
    known = commit_href(last.repository if last else None, ref)
    if known or not _SHA.fullmatch(ref) or not is_web_address(release.url):
        return known
    address, host = _place_around(release.url or "")
    return f"{address}{_COMMIT_PATHS[host]}{quote(ref)}" if host else None


def compare_href(repository: Repository | None, one: str, other: str) -> str | None:
    """Return the address where two commits of a repository are compared; `None` where there is none."""
    if not _SHA.fullmatch(one) or not _SHA.fullmatch(other):
        return None
    address, host = _place_of(repository)
    pattern = _COMPARE_PATHS.get(host)
    return f"{address}{pattern.format(one=quote(one), other=quote(other))}" if pattern else None


def _place_of(repository: Repository | None) -> tuple[str, str]:
    """Return a repository's address and the word for its host; empty texts where either is not known."""
    if repository is None or not is_web_address(repository.url):
        return "", ""
    address = (repository.url or "").strip().rstrip("/").removesuffix(".git")
    host = urlsplit(address).hostname or ""
    return next(((address, word) for word in _COMMIT_PATHS if word in host), ("", ""))


def _place_around(address: str) -> tuple[str, str]:
    """Return the repository that a page of GitHub, GitLab or Bitbucket belongs to, and the word for its host.

    GitLab is known by what it writes after a repository, Bitbucket's own servers by what they write before it,
    whatever they are called.
    """
    parts = urlsplit(address.strip())
    host, place = parts.hostname or "", f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if found := re.match(r"(?:/[^/]+){2,}?(?=/-/)", parts.path):
        return f"{place}{found[0]}", "gitlab"
    if found := re.match(r"(?:/[^/]+)*?/(?:projects|users)/[^/]+/repos/[^/]+(?=/|$)", parts.path):
        return f"{place}{found[0]}", "bitbucket"
    word = next((word for word in _COMMIT_PATHS if word in host), "")
    found = re.match(r"/[^/]+/[^/]+(?=/|$)", parts.path)
    return (f"{place}{found[0]}", word) if word and found else ("", "")


def pull_request_href(commit: Commit) -> str | None:
    """Return the address of the pull request that brought the commit in."""
    request = commit.pull_request
    return request.external_url if request and is_web_address(request.external_url) else None
