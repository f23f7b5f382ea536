"""Microsoft Graph v1.0: the contacts of Outlook.com and Office 365 (see graph/api/resources/contact)."""
