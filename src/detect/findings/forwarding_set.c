/* forwarding_set: all mail of a mailbox, or of many, is sent on. */
#include "detect/changes.h"

CHANGE_FINDING(forwarding_set, FORWARDING, "T1114.003",
    "a mailbox or a transport rule forwards all mail");
