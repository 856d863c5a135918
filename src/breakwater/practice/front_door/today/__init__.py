"""What the front door puts on Today, for the MASH, for agencies asked, and for senders."""
