"""Notices: what police send by file, alerts, transfers and requests that come one by one."""
