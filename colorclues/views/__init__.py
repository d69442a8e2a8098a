"""The pages: what is a page or a form goes over HTTP as HTML; what is played does not."""
