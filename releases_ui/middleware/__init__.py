"""Middleware: timing and request id, security headers, sign-in, upstream errors."""
