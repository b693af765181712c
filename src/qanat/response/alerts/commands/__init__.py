"""What is done with alerts: people own them, the watch raises and resolves them."""
