"""Overread: start the workstation, or one of its headless commands."""

from app.main import main

if __name__ == "__main__":
    raise SystemExit(main())
