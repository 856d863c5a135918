"""The editor of the public site: Wagtail, behind our gate and under its own content-security policy."""
