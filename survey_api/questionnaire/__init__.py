"""The instrument as data, and the rules that read it. Pure: no web, no database, no clock."""
