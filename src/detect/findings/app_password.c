/* app_password: a password that no second factor guards is made. */
#include "detect/changes.h"

CHANGE_FINDING(app_password, APP_PASSWORD, "T1556.006",
    "a password is made that passes by the second factor");
