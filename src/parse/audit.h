/* audit: the records of the Linux audit system, cut into their fields.
 *
 *	type=SYSCALL msg=audit(1700000000.123:456): arch=c000003e ... comm="id"^]AUID="bob"
 *
 * Records with the same stamp and serial number tell one event; the kernel
 * writes them one after another, and now and then another event's between
 * them.  Behind the byte 0x1d auditd writes the names that its host gives to
 * the numbers.  A value that a stranger may have typed is written in quotes,
 * or in hexadecimal digits when it holds a quote, a blank or a control byte. */
#pragma once

#include "parse/parse.h"

struct audit_head {
	struct str   node, type;
	struct str   id;	/* "1700000000.123:456" */
	struct str   serial;
	struct stamp time;
};

/* "node=N type=T msg=audit(S.M:N):", and the blank behind it.  False, with
 * *s as it was, if s does not begin so. */
bool audit_take_head(struct str *s, struct audit_head *head);

/* Is it one by its beginning? */
bool audit_begins(struct str line);

struct audit_value {
	struct str text;	/* without quotes */
	bool	   quoted;
};

/* The next field: KEY=VALUE, the fields within msg='...' one by one.  False
 * behind the last. */
bool audit_take_field(struct str *s, struct str *key,
    struct audit_value *value);

/* What a value that may be encoded says; absent for (null), ? and (none).
 * A slice of it or of scratch; NUL becomes a blank. */
struct str audit_text(struct audit_value value, struct arena *scratch);
