"""The deaths of children: notification, joint agency response, who is asked, the tracker, the key worker."""
