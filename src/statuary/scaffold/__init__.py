"""Files written the way a person would: a new site, new content, a further update. Nothing is overwritten."""
