"""What travels over the wire, by noun; a contract with other systems, apart from our own rows."""
