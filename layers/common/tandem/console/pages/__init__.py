"""The console's pages: HTML from the server for whoever has a session. docs/console.md tells how to add one."""
