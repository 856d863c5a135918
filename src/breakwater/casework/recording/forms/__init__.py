"""What a form editor may type: words, choices, rules chosen from lists. Nothing typed here can run."""
