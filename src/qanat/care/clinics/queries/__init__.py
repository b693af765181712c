"""What is known of clinics abroad."""
