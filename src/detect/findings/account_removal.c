/* account_removal: accounts are deleted or lose a role, so that their owners
 * cannot act. */
#include "detect/changes.h"

CHANGE_FINDING(account_removal, REMOVAL, "T1531",
    "accounts are deleted, or put out of an administrative role");
