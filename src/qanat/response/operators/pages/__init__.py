"""Pages of operators: their answers, invoices and score card."""
