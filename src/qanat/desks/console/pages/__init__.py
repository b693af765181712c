"""Pages of the dispatcher's console."""
