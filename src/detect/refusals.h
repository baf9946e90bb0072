/* refusals: binds that a directory server refused, by who asked.
 *
 * Mail servers and portals bind for whoever signs in to them: many accounts
 * fail at their address every day, and most of them get in a moment later.
 * So where anybody ever got in, an hour is judged when it is over, and sprays
 * if more accounts failed in it than got in.  Where nobody did, failures are
 * a stranger's, and told as those of other services.  State is an entry per
 * asker and one per account that it asked for. */
#pragma once

#include "detect/detect.h"

struct refusals;

struct refusals *refusals_open(void);

/* A bind that failed or succeeded. */
void refusals_feed(struct refusals *refusals,
    const struct observation *seen, struct detect_context *context);

/* No more binds; what is still open is told.  Frees. */
void refusals_close(struct refusals *refusals,
    struct detect_context *context);
