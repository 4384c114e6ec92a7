"""What people see: tables of a run and of many runs."""
