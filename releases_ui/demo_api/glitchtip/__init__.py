"""GlitchTip's endpoints, as a GlitchTip of December 2025 was seen to answer."""
