"""PostgreSQL as Django speaks to it, with our habits."""
