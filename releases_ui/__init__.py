"""The dashboard: browse and edit the releases of a Sentry organization."""
