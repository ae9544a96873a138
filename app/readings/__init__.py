"""The service of readings: every step checked against role, state and blinding, kept, and written down. No screen."""
