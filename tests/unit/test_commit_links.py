"""Where a release's ref can be looked at."""

from __future__ import annotations

import pytest

from releases_ui.presentation.commit_links import ref_href
from releases_ui.sentry_api.payloads import Commit, Release, Repository

SHA = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"


def release(url: str | None, ref: str | None = SHA, repository: str | None = None) -> Release:
    last = Commit(id="c", repository=Repository(url=repository)) if repository else None
    return Release(version="v", ref=ref, url=url, last_commit=last)


@pytest.mark.parametrize(
    ("url", "commit"),
    [
        ("https://github.com/acme/shop/releases/tag/v1", f"https://github.com/acme/shop/commit/{SHA}"),
        ("https://github.com/acme/shop", f"https://github.com/acme/shop/commit/{SHA}"),
        ("https://github.acme.example/acme/shop/actions/runs/1", f"https://github.acme.example/acme/shop/commit/{SHA}"),
        ("https://gitlab.com/acme/web/shop/-/tags/v1", f"https://gitlab.com/acme/web/shop/-/commit/{SHA}"),
        (
            "https://code.acme.example:8443/acme/shop/-/jobs/1",
            f"https://code.acme.example:8443/acme/shop/-/commit/{SHA}",
        ),
        ("https://bitbucket.org/acme/shop/commits/tag/v1", f"https://bitbucket.org/acme/shop/commits/{SHA}"),
        (
            "https://git.acme.example/projects/ACME/repos/shop/browse",
            f"https://git.acme.example/projects/ACME/repos/shop/commits/{SHA}",
        ),
        ("https://ada:secret@github.com/acme/shop", f"https://github.com/acme/shop/commit/{SHA}"),
    ],
)
def test_ref_is_found_where_the_url_of_the_release_lies(url: str, commit: str) -> None:
    assert ref_href(release(url)) == commit


@pytest.mark.parametrize(
    "url",
    [
        "https://ci.acme.example/builds/1",
        "https://github.com/",
        "https://github.com/acme",
        "https://code.acme.example/-/profile",
        "javascript:github.com/acme/shop",
        "https://github.com@evil.example/acme/shop",
        "https://[github.com/acme/shop",
        "",
        None,
    ],
)
def test_no_address_is_made_up(url: str | None) -> None:
    assert ref_href(release(url)) is None


@pytest.mark.parametrize("ref", ["v1.0.1", "main", "a1", "", None, f'{SHA}"onclick', "g" * 40])
def test_only_a_commit_is_linked(ref: str | None) -> None:
    assert ref_href(release("https://github.com/acme/shop", ref)) is None


def test_repository_of_the_last_commit_goes_first() -> None:
    found = ref_href(release("https://github.com/acme/shop", repository="https://gitlab.com/acme/other.git"))

    assert found == f"https://gitlab.com/acme/other/-/commit/{SHA}"
