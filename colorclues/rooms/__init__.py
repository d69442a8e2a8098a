"""Who is there: who is let in, sits, hosts, writes and sets up; what is kept of it."""
