"""The watch over critical patients in the regions' intensive care."""
