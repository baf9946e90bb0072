/* mailbox_delegation: somebody else may open a mailbox or send as it. */
#include "detect/changes.h"

CHANGE_FINDING(mailbox_delegation, DELEGATION, "T1098.002",
    "somebody else may open, or send as, a mailbox");
