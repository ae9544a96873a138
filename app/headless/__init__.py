"""The program without a reader at the window: commands for scripts, and the demonstration that runs by itself."""
