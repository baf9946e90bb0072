/* voice: a catalogue's templates with their values put in.
 *
 * One voice speaks one language, in one zone, for one place: plain text or
 * HTML.  Inside of report/ only.  A key without a template is said as
 * "[key]", a place without a value as "{name}": both are seen, and tests
 * look for them. */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "event/answer.h"
#include "report/catalogue.h"

enum markup { MARKUP_TEXT, MARKUP_HTML };

struct voice {
	const struct catalogue *catalogue;
	const struct zone      *zone;	/* NULL: UTC */
	enum markup		markup;
};

/* In round figures; what is cut off goes to the nearest where the exact number
 * stands beside it, else down for a lower bound and up for an upper one, so
 * that rounding never narrows. */
enum rounding { ROUND_NEAR, ROUND_DOWN, ROUND_UP };

/* Values of a template, for messages of our own. */
struct value value_text(const char *name, struct str text);
struct value value_count(const char *name, uint64_t number);
struct value value_time(const char *name, struct event_time time);

void say(const struct voice *voice, struct buf *out, struct str key,
    const struct value *values, size_t count);

/* A message without places. */
void say_key(const struct voice *voice, struct buf *out, const char *key);

/* prefix.name, "grade.confirmed". */
void say_word(const struct voice *voice, struct buf *out, const char *prefix,
    struct str name);

/* prefix.name if there is such a message, else the name, escaped. */
void say_name(const struct voice *voice, struct buf *out, const char *prefix,
    struct str name);

void say_statement(const struct voice *voice, struct buf *out,
    const struct statement *statement);

/* What somebody decided about the finding that a statement tells: there must
 * be a mark. */
void say_mark(const struct voice *voice, struct buf *out,
    const struct statement *statement);

/* "mail.log: 3 cut, 1 without a newline."  False, and nothing said, when
 * nothing is wrong with its lines. */
bool say_flaws(const struct voice *voice, struct buf *out,
    const struct input *input);

/* "at least 12, at most 40 messages" */
void say_interval(const struct voice *voice, struct buf *out,
    const struct figure *figure);

/* One bound of it in round figures alone: "1.2 MB", "3 d 2 h". */
void say_round(const struct voice *voice, struct buf *out, const char *unit,
    uint64_t bound, enum rounding rounding);

/* Is its unit one that round figures help with: bytes, minutes? */
bool figure_has_round(const struct figure *figure);

/* Does its exact number stand beside it wherever it is rounded: bytes? */
bool figure_has_exact(const struct figure *figure);

/* How a bound of it is rounded: two that are equal are not rounded apart, and
 * what stands beside its exact number is rounded to the nearest. */
enum rounding figure_rounding(const struct figure *figure,
    enum rounding rounding);

/* Text of others, escaped for the place. */
void say_text(const struct voice *voice, struct buf *out, struct str text);

void say_number(const struct voice *voice, struct buf *out, uint64_t number);
void say_bytes(const struct voice *voice, struct buf *out, uint64_t bytes,
    enum rounding rounding);
void say_duration(const struct voice *voice, struct buf *out, int64_t ms,
    enum rounding rounding);
void say_time(const struct voice *voice, struct buf *out,
    struct event_time time);
