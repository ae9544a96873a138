"""The program: start-up, wiring, window, commands, settings, library."""
