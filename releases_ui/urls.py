"""The addresses of the dashboard, in the API's own words."""

from django.urls import path, register_converter

from releases_ui.views import (
    cadence,
    commits,
    compare,
    connection,
    copying,
    creation,
    dates,
    deletion,
    deploys,
    editing,
    history,
    impact,
    listing,
    neighbours,
    palette,
    people,
    pictures,
    preferences,
    releases,
    saved_views,
    status,
    style,
    undo,
)


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
    path("connection/", connection.connection, name="connection"),
    path("style/", style.style, name="style"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("keyboard/", palette.keyboard, name="keyboard"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:person_id>/", people.person_page, name="person"),
    path("people/<int:person_id>/role/", people.role, name="role"),
    path("people/<int:person_id>/link/", people.link, name="link"),
    path("people/<int:person_id>/sign-out/", people.sign_out, name="sign-out"),
    path("people/<int:person_id>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:person_id>/activate/", people.activate, name="activate"),
    path("<slug:org>/releases/", listing.release_list, name="list"),
    path("<slug:org>/newer-releases/", listing.newer_releases, name="newer"),
    path("<slug:org>/cadence/", cadence.cadence, name="cadence"),
    path("<slug:org>/read-date/", dates.read_date, name="read_date"),
    path("<slug:org>/compare/", compare.compare, name="compare"),
    path("<slug:org>/go/", palette.go, name="go"),
    path("<slug:org>/views/", saved_views.view_list, name="views"),
    path("<slug:org>/views/<int:number>/", saved_views.view_page, name="view"),
    path("<slug:org>/views/<int:number>/remove/", saved_views.view_remove, name="view_remove"),
    path("<slug:org>/views/<int:number>/start/", saved_views.view_start, name="view_start"),
    path("<slug:org>/new-release/", creation.new_release, name="new"),
    path("<slug:org>/releases/<version:version>/", releases.overview, name="release"),
    path("<slug:org>/releases/<version:version>/edit/", editing.release_edit, name="edit"),
    path("<slug:org>/releases/<version:version>/edit/impact/", impact.release_impact, name="impact"),
    path("<slug:org>/releases/<version:version>/edit/commands/", copying.edit_commands, name="edit_commands"),
    path("<slug:org>/releases/<version:version>/copy/", copying.copy_as, name="copy"),
    path("<slug:org>/releases/<version:version>/status/", status.release_status, name="status"),
    path("<slug:org>/releases/<version:version>/delete/", deletion.release_delete, name="delete"),
    path("<slug:org>/releases/<version:version>/commits/", releases.commits, name="commits"),
    path("<slug:org>/releases/<version:version>/commits/activity/", pictures.activity, name="activity"),
    path("<slug:org>/releases/<version:version>/health/", pictures.health, name="health"),
    path("<slug:org>/releases/<version:version>/commits/edit/", commits.commits_edit, name="commits_edit"),
    path("<slug:org>/releases/<version:version>/files/", releases.files, name="files"),
    path("<slug:org>/releases/<version:version>/files/<str:file_id>/", releases.download, name="file"),
    path("<slug:org>/releases/<version:version>/deploys/", releases.deploys, name="deploys"),
    path("<slug:org>/releases/<version:version>/deploys/new/", deploys.deploy_new, name="deploy_new"),
    path("<slug:org>/releases/<version:version>/history/", history.release_history, name="history"),
    path("<slug:org>/releases/<version:version>/neighbours/", neighbours.neighbours, name="neighbours"),
    path("<slug:org>/releases/<version:version>/raw/", releases.raw, name="raw"),
    path("<slug:org>/history/", history.org_history, name="org_history"),
    path("<slug:org>/history/<int:number>/", history.change, name="change"),
    path("<slug:org>/history/<int:number>/undo/", undo.undo_change, name="undo"),
]
