/* report: what scope concluded, for machines and for people.
 *
 * Each writer appends a whole document to `out`; nothing but the answers,
 * the inputs and the options reaches it: no clock, locale, host or path of
 * ours.  Everything that came from a log or from the site is escaped for
 * the place it lands in, so that no line reaches a terminal or a browser
 * raw.
 *
 * The answers must be sorted already; what is first here is printed first.
 * All indexes in them must hold (proofs < proof_count, ...). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "event/answer.h"

struct report_options {
	struct str	   lang;	/* "en", "fr"; empty: "en" */
	const struct zone *zone;	/* times for people; NULL: UTC */
	struct str	   zone_name;	/* its name, printed; empty: "UTC" */
	bool		   colour;	/* text only: escape sequences */
};

/* report.json: {"beffroi":{"schema":1},"answers":{...},"inputs":[...]}.
 * Only `inputs` depends on files.  Keys come in a fixed order, one item a
 * line. */
void report_json(const struct answers *answers, const struct input *inputs,
    size_t count, struct buf *out);

/* The value of "answers" in it alone, byte for byte as it stands there. */
void report_json_answers(const struct answers *answers, struct buf *out);

/* Text of at most 96 columns, in one language.  False, and err says which,
 * when the language has no catalogue. */
bool report_text(const struct answers *answers, const struct input *inputs,
    size_t count, const struct report_options *options, struct buf *out,
    struct err *err);

/* One self-contained HTML file with all languages; options->lang is shown
 * first.  No outside resource, one script of our own that sorts tables and
 * that nothing depends on, and a policy that allows no more. */
bool report_html(const struct answers *answers, const struct input *inputs,
    size_t count, const struct report_options *options, struct buf *out,
    struct err *err);
