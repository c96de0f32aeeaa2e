"""The embedded releases API: it answers as Sentry and as GlitchTip were seen to answer."""
