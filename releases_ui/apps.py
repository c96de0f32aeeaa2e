"""The Django application of the dashboard."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.formats import number_format
from django.utils.translation import gettext

from releases_ui.sentry_api import sentences


def _written(number: int) -> str:
    """Return a number with what parts its thousands in the active language."""
    return number_format(number, use_l10n=True, force_grouping=True)


class ReleasesConfig(AppConfig):
    """Browse and edit the releases of an organization."""

    name = "releases_ui"
    verbose_name = "Releases"

    def ready(self) -> None:
        """Register the checks that refuse unsafe settings, what is done at every sign-in, and who translates."""
        # They register themselves; Django wants apps loaded first.
        from releases_ui import checks  # noqa: F401, PLC0415
        from releases_ui.services import forgetting  # noqa: F401, PLC0415

        sentences.use(gettext, _written)


class AdminSiteConfig(admin_apps.AdminConfig):
    """Django's admin site, as `releases_ui.admin_site` has it."""

    # Else Django could not tell which of the two is this application's own.
    default = False
    default_site = "releases_ui.admin_site.RecordsSite"
