"""Where a commit can be looked at: links that are made only from http and https addresses of the server's."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from releases_ui.links import is_web_address
from releases_ui.sentry_api.payloads import Commit, Repository

_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
#: By a word in the host's name: what stands between a repository's address and a commit's id.
_COMMIT_PATHS = {"gitlab": "/-/commit/", "bitbucket": "/commits/", "github": "/commit/"}


def commit_href(repository: Repository | None, commit_id: str) -> str | None:
    """Return the address of a commit's page; `None` where the host is not known, or the id is none."""
    if repository is None or not is_web_address(repository.url) or not _SHA.fullmatch(commit_id):
        return None
    address = (repository.url or "").strip().rstrip("/").removesuffix(".git")
    host = urlsplit(address).hostname or ""
    for word, path in _COMMIT_PATHS.items():
        if word in host:
            return f"{address}{path}{quote(commit_id)}"
    return None


def pull_request_href(commit: Commit) -> str | None:
    """Return the address of the pull request that brought the commit in."""
    request = commit.pull_request
    return request.external_url if request and is_web_address(request.external_url) else None
