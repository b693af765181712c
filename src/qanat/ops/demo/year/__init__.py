"""The years before the live shift: planned as plain values, then stored as the past is stored.

``totals`` says how many of everything, ``plan`` makes up what happened, ``tally`` counts the plan,
``storing`` writes it. Counting knows nothing of all this.
"""
