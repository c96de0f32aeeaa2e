"""The addresses of the dashboard, in the API's own words."""

from django.urls import path, register_converter

from releases_ui.views import creation, editing, listing, releases


class VersionConverter:
    """A version in a path: any text without a slash, decoded exactly once by the server."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the version as the API has it."""
        return value

    def to_url(self, value: str) -> str:
        """Refuse to build a link: `release_href` does, and knows which versions have none."""
        raise ValueError(value)


register_converter(VersionConverter, "version")

app_name = "releases"
urlpatterns = [
    path("", listing.home, name="home"),
    path("<slug:org>/releases/", listing.release_list, name="list"),
    path("<slug:org>/new-release/", creation.new_release, name="new"),
    path("<slug:org>/releases/<version:version>/", releases.overview, name="release"),
    path("<slug:org>/releases/<version:version>/edit/", editing.release_edit, name="edit"),
    path("<slug:org>/releases/<version:version>/commits/", releases.commits, name="commits"),
    path("<slug:org>/releases/<version:version>/files/", releases.files, name="files"),
    path("<slug:org>/releases/<version:version>/files/<str:file_id>/", releases.download, name="file"),
    path("<slug:org>/releases/<version:version>/deploys/", releases.deploys, name="deploys"),
    path("<slug:org>/releases/<version:version>/history/", releases.history, name="history"),
    path("<slug:org>/releases/<version:version>/raw/", releases.raw, name="raw"),
]
