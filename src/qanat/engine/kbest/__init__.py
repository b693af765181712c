"""The exact K best multi-leg plans over a nation."""
