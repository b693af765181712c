"""Pages of mass-casualty incidents."""
