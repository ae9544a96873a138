"""The text of a section: paragraphs and lines, fields, macros and what is offered while writing."""
