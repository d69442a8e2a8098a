"""The pages: pages and forms go over HTTP as HTML; what is played goes over sockets."""
