/* ocsf: an event as one line of JSON in the terms of OCSF 1.8.0.
 *
 * Keys are sorted.  A field goes to the path fields.def names; where the
 * event's class has no such attribute,
 *
 *	user.* and session.*	go below actor.	(but in Authentication)
 *	all others		go below unmapped.
 *
 * so that taking off a leading "actor." or "unmapped." always gives the path
 * of fields.def.  A program without a process id is actor.app_name, because
 * OCSF's process wants an id.  What a class requires and the line does not
 * tell is there with the neutral value: empty text, an empty list, 0. */
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "event/event.h"

/* What an event does not know of itself. */
struct ocsf_line {
	struct str	   format;	/* name of the format or the mapping */
	const struct zone *zone;	/* of year-less stamps; NULL: UTC */
	bool		   has_anchor;
	struct event_time  anchor;	/* year-less stamps are not after it */
	struct str	   raw;		/* the line; at NULL: not printed */
};

/* Append the event and a newline. */
void ocsf_event(struct json_out *out, const struct event *ev,
    const struct ocsf_line *about);

/* The same for a line that is no event: a Base Event with what was
 * understood of its head, and the raw line. */
void ocsf_no_event(struct json_out *out, const struct event *ev,
    const struct ocsf_line *about, bool damaged);

/* The activity_id: of the kind, or for web requests of the HTTP method. */
unsigned ocsf_activity(const struct event *ev);
