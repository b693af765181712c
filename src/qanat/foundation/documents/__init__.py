"""Files which people hand in: looked at before they are taken, kept sealed outside the web."""
