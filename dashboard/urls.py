"""All addresses: the admin site, signing in, what machines ask for, and the dashboard itself."""

from django.contrib import admin
from django.urls import include, path

from releases_ui.views import accounts, health

handler400 = "releases_ui.views.errors.bad_request"
handler403 = "releases_ui.views.errors.permission_denied"
handler404 = "releases_ui.views.errors.page_not_found"
handler500 = "releases_ui.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("accounts/login/", accounts.sign_in, name="login"),
    path("accounts/logout/", accounts.sign_out, name="logout"),
    path("accounts/link/<str:secret>/", accounts.redeem_link, name="link"),
    path("accounts/password/", accounts.password, name="password"),
    path("accounts/sign-out-everywhere/", accounts.sign_out_everywhere, name="sign-out-everywhere"),
    path("", include("releases_ui.urls")),
]
