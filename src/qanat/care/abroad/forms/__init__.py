"""Forms of treatment abroad."""
