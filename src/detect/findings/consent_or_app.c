/* consent_or_app: an application is registered or given access; it reads on when
 * the password is changed. */
#include "detect/changes.h"

CHANGE_FINDING(consent_or_app, CONSENT, "T1528",
    "an application is registered, or given access to data");
