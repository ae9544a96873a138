"""What a reader does with opened studies: viewports, headers, documents, measurements kept."""
