"""Pages of the physician-coordinator's desk."""
