"""A typed client of the organization releases API that Sentry and GlitchTip serve. Imports no Django."""
