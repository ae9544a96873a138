"""Reviews of pairs of readings, and reports from outside: kept, checked for rights and blinding, written down."""
