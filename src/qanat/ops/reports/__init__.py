"""The reports of ``qanat report``, one module each."""
