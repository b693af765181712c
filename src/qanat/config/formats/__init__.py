"""How numbers and days are written in languages for which Django has no formats."""
