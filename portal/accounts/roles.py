"""The roles of staff; each is a group made by migration. Nobody holds `publish` (DESIGN 4.7)."""

EDITORS = "Editors"
FIRST_REVIEWERS = "First reviewers"
SECOND_REVIEWERS = "Second reviewers"
SIGN_OFF_REVIEWERS = "Sign-off reviewers"
OFFICERS = "Officers"
SUPERVISORS = "Supervisors"
HOSTS = "Hosts"

REVIEWERS = (FIRST_REVIEWERS, SECOND_REVIEWERS, SIGN_OFF_REVIEWERS)
ALL = (EDITORS, *REVIEWERS, OFFICERS, SUPERVISORS, HOSTS)
