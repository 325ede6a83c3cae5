"""The application of the Django peer: one guarded transition."""
