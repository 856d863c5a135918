"""What arrives, whatever the way: a submission, a contact for each child, an allegation set apart at once."""
