/* legacy_protocol_enabled: a protocol that asks for a password alone is
 * switched on. */
#include "detect/changes.h"

CHANGE_FINDING(legacy_protocol_enabled, LEGACY, "T1556",
    "a protocol is switched on that knows no second factor");
