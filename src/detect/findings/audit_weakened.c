/* audit_weakened: what would have told of the intruder is switched off or cut
 * short: the audit log, a mailbox's, the plan that records reads, a policy
 * against leaks. */
#include "detect/changes.h"

CHANGE_FINDING(audit_weakened, AUDIT, "T1562.008",
    "recording, retention or protection is switched off or cut short");
