"""As launches.words says a moment, so that the admin says it no other way."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i:s"
DATETIME_FORMAT = "j F Y, H:i:s T"
MONTH_DAY_FORMAT = "j F"
