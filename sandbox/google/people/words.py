"""The fields of a person and the names that Google gives to their kinds."""

WRITABLE = (
    "addresses", "biographies", "birthdays", "calendarUrls", "clientData", "emailAddresses", "events", "externalIds",
    "fileAses", "genders", "imClients", "interests", "locales", "locations", "memberships", "miscKeywords", "names",
    "nicknames", "occupations", "organizations", "phoneNumbers", "relations", "sipAddresses", "urls", "userDefined",
)  # fmt: skip
READABLE = frozenset({*WRITABLE, "ageRanges", "coverPhotos", "metadata", "photos", "skills"})
UPDATABLE = frozenset(WRITABLE) - {"fileAses"}
SINGLETONS = ("biographies", "birthdays", "genders", "names")
SOURCES = frozenset({"READ_SOURCE_TYPE_CONTACT", "READ_SOURCE_TYPE_PROFILE"})

SYSTEM_GROUPS = {
    "myContacts": "My Contacts", "starred": "Starred", "friends": "Friends", "family": "Family",
    "coworkers": "Coworkers", "chatBuddies": "Chat contacts", "all": "All Contacts", "blocked": "Blocked",
}  # fmt: skip
OPEN_SYSTEM_GROUPS = frozenset({"myContacts", "starred"})
"""Of the system's groups only these take members."""

TYPES = {
    "home": "Home", "work": "Work", "mobile": "Mobile", "homeFax": "Home Fax", "workFax": "Work Fax",
    "otherFax": "Other Fax", "pager": "Pager", "workMobile": "Work Mobile", "workPager": "Work Pager", "main": "Main",
    "googleVoice": "Google Voice", "other": "Other", "school": "School",
}  # fmt: skip
PROTOCOLS = {
    "aim": "AIM", "msn": "MSN", "yahoo": "Yahoo", "skype": "Skype", "qq": "QQ", "googleTalk": "Google Talk",
    "icq": "ICQ", "jabber": "Jabber", "netMeeting": "NetMeeting",
}  # fmt: skip
