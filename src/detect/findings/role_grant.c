/* role_grant: an account becomes an administrator. */
#include "detect/changes.h"

CHANGE_FINDING(role_grant, ROLE, "T1098.003",
    "an administrative role is given");
