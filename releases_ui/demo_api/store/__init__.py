"""What the embedded API holds, in SQLite: one module a noun, functions over a connection."""
