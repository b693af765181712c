"""What is known of the money of treatment abroad."""
