"""Pages of clinics abroad."""
