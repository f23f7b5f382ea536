"""The calendar of the stand-in: calendars, events and their series, guests, lists with sync tokens."""
