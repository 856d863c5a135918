"""What changes in the support of schools: requests and appointments, visits, advice and maps."""
