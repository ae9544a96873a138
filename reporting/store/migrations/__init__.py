"""Steps from one schema of the report store to the next, each a file that is never changed again."""
