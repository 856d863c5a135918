"""Independent scrutiny: its programme, what it found, what partners answered; and the voice of children, families and practitioners."""
