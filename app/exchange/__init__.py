"""Reports that go out and come in: files, paper, the clipboard; reports that others wrote."""
