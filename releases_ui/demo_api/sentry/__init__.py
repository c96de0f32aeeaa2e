"""Sentry's endpoints, as a self-hosted Sentry 23.7.1 was seen to answer."""
