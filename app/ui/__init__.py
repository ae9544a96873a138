"""Pages and dialogs of the program around the viewer and the report."""
