"""What is done with the money of treatment abroad."""
