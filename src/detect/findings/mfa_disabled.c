/* mfa_disabled: the second factor of an account is taken away. */
#include "detect/changes.h"

CHANGE_FINDING(mfa_disabled, MFA, "T1556.006",
    "a second factor is removed, or no longer asked for");
