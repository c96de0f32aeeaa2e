"""Use cases: permission, then the record, then upstream."""
