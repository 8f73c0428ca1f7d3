"""Bulk actions on registrations, messages and exports."""
