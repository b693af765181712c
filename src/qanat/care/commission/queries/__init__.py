"""What is known of bodies, sittings and matters."""
