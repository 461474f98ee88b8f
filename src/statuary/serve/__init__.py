"""Looking at a site on this machine: a small server, and pages that reload when the site changes."""
