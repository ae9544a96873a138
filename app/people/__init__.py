"""People at the workstation: the service of accounts and readings joined to the window, its dialogs and commands."""
