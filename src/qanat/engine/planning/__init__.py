"""The words of plans: what is given, what is answered, and why something is left out."""
