"""The Django application of the dashboard."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Browse and edit the releases of an organization."""

    name = "releases_ui"
    verbose_name = "Releases"

    def ready(self) -> None:
        """Register the checks that refuse unsafe settings."""
        from releases_ui import checks  # noqa: F401, PLC0415 - registers itself; Django wants apps loaded first
