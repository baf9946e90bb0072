/* inbox_rule_hide: a rule keeps mail, warnings mostly, from its reader. */
#include "detect/changes.h"

CHANGE_FINDING(inbox_rule_hide, RULE_HIDE, "T1564.008",
    "an inbox rule deletes mail, marks it as read or moves it out of sight");
