"""The commands of `boulevard`, one module each. None imports pygame; the client is another process."""
