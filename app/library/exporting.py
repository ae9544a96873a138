"""Studies out of the library into a folder for others: files under short names, and a DICOMDIR that names them all.

PS3.10 and PS3.11: names of at most eight letters and digits. Files are copied as they are, preambles empty (F9).
"""
