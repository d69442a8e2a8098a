"""What goes over the wire: consumers, their messages, and the hubs that bring them news."""
