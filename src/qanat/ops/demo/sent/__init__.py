"""The years of treatment abroad before the live demonstration: 2022 and 2025.

``totals`` says how many of everything, ``plan`` makes up the cases, ``tally`` counts the plan,
``writing`` brings each case through the commands of live work. Counting knows nothing of all this.
"""
