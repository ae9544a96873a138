"""Bringing pixels into memory: frozen requests, progressive answers, a cache with a limit."""
