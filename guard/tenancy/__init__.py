"""Many tenants in one process: who calls as whom, by which policy, how often, and what changes while it runs."""
