"""Reading what check-in needs: what stands on a ticket (`tickets`)."""
