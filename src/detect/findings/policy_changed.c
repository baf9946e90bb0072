/* policy_changed: what is asked of a sign-in is changed. */
#include "detect/changes.h"

CHANGE_FINDING(policy_changed, POLICY, "T1556.009",
    "an access policy is changed or removed");
