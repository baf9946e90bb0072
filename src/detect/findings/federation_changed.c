/* federation_changed: somebody else may vouch for sign-ins of a domain. */
#include "detect/changes.h"

CHANGE_FINDING(federation_changed, FEDERATION, "T1484.002",
    "who vouches for a domain's sign-ins is changed");
