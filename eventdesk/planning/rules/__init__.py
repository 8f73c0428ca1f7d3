"""Pure decisions, by subject: values in, answers out."""
