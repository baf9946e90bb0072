/* account_created: an account is made, to come back by. */
#include "detect/changes.h"

CHANGE_FINDING(account_created, CREATION, "T1136.003",
    "an account is made or invited");
