"""Threads and worker processes: the only room that starts any."""
