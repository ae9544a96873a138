"""Fields of templates and macros: what is asked, what the words answer, what follows from the answers."""
