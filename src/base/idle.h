/* idle: work when nobody else wants to.
 *
 * For this process and those it starts: the lowest claim to the processor,
 * and to the disk none but what others leave. */
#pragma once

#include <stdbool.h>

#include "base/err.h"

bool idle_enter(struct err *err);
