"""Writing a report: its commands, and the dialogs they open."""
