/* credential_added: an application gets a secret or key, with which whoever holds it
 * signs in as the application. */
#include "detect/changes.h"

CHANGE_FINDING(credential_added, CREDENTIAL, "T1098.001",
    "a secret or key is added to an application");
