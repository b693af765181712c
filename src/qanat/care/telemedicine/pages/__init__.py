"""Pages of telemedicine, by noun."""
