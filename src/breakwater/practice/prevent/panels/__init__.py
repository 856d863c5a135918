"""The Channel panel: members, meetings, decisions, consent, support, and reviews that come by themselves."""
