"""What a report is and how it may change. Pure values; may use viewer.core only."""
