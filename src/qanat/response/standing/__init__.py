"""Where free aircraft stand, whom they reach in time, and where they would be worth more."""
