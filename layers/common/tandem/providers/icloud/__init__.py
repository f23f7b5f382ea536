"""iCloud and any other CardDAV server: vCards over WebDAV (RFC 6352, RFC 6578)."""
