"""What is done with the register of clinics abroad and with quotas."""
