"""Reports as HL7 v2 messages."""
