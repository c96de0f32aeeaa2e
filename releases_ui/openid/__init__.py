"""Sign-in by OpenID Connect, on django-allauth; an application of its own, installed only where OIDC_ISSUER is set."""
