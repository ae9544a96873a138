"""First and second opinions beside the images."""
