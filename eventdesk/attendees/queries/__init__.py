"""Reading registrations for organisers: the list, selections, history, exports."""
