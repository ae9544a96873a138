"""Steps from one schema of the catalogue to the next, each a file that is never changed again."""
