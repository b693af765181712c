"""Signing in: password, second factor, lock-out (django-allauth and django-axes, narrowed)."""
