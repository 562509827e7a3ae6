"""What people decide about a quarantined poll or row: accept it as it is, map it anew, or ignore it."""
