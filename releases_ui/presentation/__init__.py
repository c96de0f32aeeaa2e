"""What templates print, prepared: every text, link and date ready, so that a template only prints."""
