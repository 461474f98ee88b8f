"""``api/v2/``: what Atlassian Statuspage answers, so that its clients work by changing a host name."""
