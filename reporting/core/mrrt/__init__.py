"""Report templates as other systems exchange them: IHE RAD, Management of Radiology Report Templates (HTML5)."""
