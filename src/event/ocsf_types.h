/* ocsf_types: which values OCSF allows where its types are narrow. */
#pragma once

#include "event/event.h"

/* Does the value have the type of the field's attribute?  True for fields
 * whose attribute takes any text. */
bool ocsf_type_fits(enum field field, struct str value);

/* OCSF's activity of HTTP Activity: 0 for none, 99 for another. */
unsigned ocsf_method_activity(struct str method);
