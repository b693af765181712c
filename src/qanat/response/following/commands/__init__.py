"""What is written down while a flight is followed."""
