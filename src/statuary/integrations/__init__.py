"""Other systems that a site works with, one file a system: the options of its ``config/NAME.json``."""
