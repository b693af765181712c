"""Pages of call-outs."""
