/* signs: what the words of a line betray, told in a bit of its brief.
 *
 * Read where the line is parsed, because a brief keeps no text. */
#pragma once

#include "event/event.h"

/* A sign-in was refused although the password was right: it has expired, a
 * second factor was wanted, a policy stepped in. */
bool sign_right_password(const struct event *ev);

/* A sign-in to a cloud by a code that was typed on another device. */
bool sign_device_code(const struct event *ev);

/* A statement that asks for a whole table: SELECT without WHERE or LIMIT. */
bool sign_unfiltered(const struct event *ev);

/* A command or statement that stops the writing of logs, and one that
 * removes what was written. */
bool sign_audit_off(const struct event *ev);
bool sign_logs_erased(const struct event *ev);
