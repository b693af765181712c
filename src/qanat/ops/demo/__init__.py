"""The demonstration: a synthetic shift around now, made through the same commands as live work."""
