"""The worklist page and the pages beside it."""
