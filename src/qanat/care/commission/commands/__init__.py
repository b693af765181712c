"""What the commission does."""
