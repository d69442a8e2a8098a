"""The text that a table writes together: the document, the Yjs protocol, its sockets."""
