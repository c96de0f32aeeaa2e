"""All addresses: the admin site, signing in, what machines ask for, and the dashboard itself."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, include, path

from releases_ui.views import accounts, health

handler400 = "releases_ui.views.errors.bad_request"
handler403 = "releases_ui.views.errors.permission_denied"
handler404 = "releases_ui.views.errors.page_not_found"
handler500 = "releases_ui.views.errors.server_error"


def _single_sign_on() -> list[URLPattern]:
    """Return the two addresses of OpenID Connect where it is on; of allauth's own pages none is routed."""
    if not settings.IS_OIDC_ON:
        return []
    from releases_ui.views import sso  # noqa: PLC0415 - imports an extra that may not be installed

    return [
        path("accounts/sso/", sso.leave, name="sso"),
        path("accounts/sso/callback/", sso.come_back, name="sso-callback"),
    ]


urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("accounts/login/", accounts.sign_in, name="login"),
    path("accounts/logout/", accounts.sign_out, name="logout"),
    path("accounts/link/<str:secret>/", accounts.redeem_link, name="link"),
    path("accounts/password/", accounts.password, name="password"),
    path("accounts/sign-out-everywhere/", accounts.sign_out_everywhere, name="sign-out-everywhere"),
    *_single_sign_on(),
    path("", include("releases_ui.urls")),
]
