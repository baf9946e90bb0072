#include "app/intake.h"

#include <stdlib.h>
#include <unistd.h>

#include "app/copies.h"
#include "app/missed.h"
#include "app/records.h"
#include "app/sheaf.h"
#include "app/trial.h"
#include "app/year.h"
#include "base/json.h"
#include "base/must.h"
#include "event/ocsf.h"
#include "event/wire.h"
#include "parse/parse.h"
#include "source/heads.h"
#include "source/reader.h"
#include "source/unpack.h"
#include "store/store.h"

enum {
	TEXT_SENT = 256 * 1024,		/* bytes of output in one frame */
	ROWS_SENT = 4 << 20,		/* bytes of a chunk in one frame */
	PROGRESS_SENT = 4 << 20,	/* stored bytes between two reports */
	HASH_BLOCK = 256 * 1024,
};

struct intake {
	const struct intake_job *job;
	struct parse_context	 context;
	struct arena		 scratch;
	struct event		 event;
	struct sheaf		 sheaf;
	struct json_out		 text;
	struct store_rows	*rows;
	struct trial		*trial;
	struct store_rows	*line_rows;	/* NULL: none yet */
	unsigned		 flaws;		/* of the record */

	/* the unit under way */
	struct wire_unit   unit;
	struct wire_done   done;
	struct reader	  *reader;	/* of a range, or */
	struct unpack	  *unpack;	/* of the whole file, */
	struct part	   part;	/* and where in it */
	struct str	   source;	/* path of the file, or of the member */
	struct buf	   source_text;
	struct records	   records;
	uint64_t	   reported;	/* stored bytes told so far */
};

/* ---- what is made of a record ---- */

static void
rows_flush(struct intake *intake, struct store_rows *rows, enum wire_type type)
{
	struct str chunk = store_rows_finish(rows);
	uint64_t whole = chunk.len;
	char *frame = arena_take(&intake->scratch, sizeof whole + ROWS_SENT);

	memcpy(frame, &whole, sizeof whole);
	while (chunk.len > 0) {
		size_t n = chunk.len < ROWS_SENT ? chunk.len : ROWS_SENT;

		memcpy(frame + sizeof whole, chunk.at, n);
		sheaf_send(&intake->sheaf, type,
		    str_of(frame, sizeof whole + n));
		str_drop(&chunk, n);
	}
}

/* Which of the two stores a row is for, and what its line is if no event. */
struct row_target {
	struct store_rows *rows;
	enum wire_type	   type;
	unsigned	   state;	/* LINE_EVENT, ... */
};

static void
row_add(struct intake *intake, const struct row_target *target,
    const struct event *ev, struct str format, uint32_t stream,
    struct str line)
{
	char flaws[FLAWS_TEXT];
	struct store_locus locus = {
		.source = intake->source,
		.format = format,
		.stream = intern_str(&intake->sheaf.names, stream),
		.offset = lines_offset(&intake->records.lines),
		.length = (uint32_t)line.len,
		.input = intake->unit.input,
		.member = intake->part.number,
		.flaws = flaws_text(intake->flaws, flaws),
		.state = target->state,
	};

	if (store_rows_end(target->rows, ev, &locus))
		rows_flush(intake, target->rows, target->type);
}

static void
text_flush(struct intake *intake, size_t least)
{
	struct str text = json_str(&intake->text);

	if (text.len <= least)
		return;
	while (text.len > 0) {
		size_t n = text.len < WIRE_MAX_BYTES ? text.len :
		    WIRE_MAX_BYTES;

		sheaf_send(&intake->sheaf, W_TEXT, str_of(text.at, n));
		str_drop(&text, n);
	}
	json_reset(&intake->text);
}

static struct str
name_of(const struct parse_result *result)
{
	if (result->mapping != NULL)
		return result->mapping->name;
	return result->format == NULL ? (struct str){ 0 } :
	    str_from(result->format->name);
}

/* Is it about a message that --known names? */
static bool
is_known(const struct intake *intake)
{
	const struct event *ev = &intake->event;

	return brief_may_know(ev->kind) && indicators_of_text(
	    &intake->job->site->indicators, IND_MESSAGE,
	    event_get(ev, F_MESSAGE_ID)) != SAYS_NOTHING;
}

static void
event_take(struct intake *intake, const struct parse_result *result,
    struct str line)
{
	const struct event *ev = &intake->event;
	struct str format;
	struct brief_place place = {
		brief_at(intake->part.number,
		    lines_offset(&intake->records.lines)),
		intake->unit.input,
		false,
	};
	uint32_t stream;

	intake->done.events++;
	if (intake->job->work != INTAKE_BRIEFS)
		return;
	format = name_of(result);
	if (intake->job->rows)
		store_rows_begin(intake->rows, ev);
	stream = sheaf_stream(&intake->sheaf, ev, format, &intake->scratch);
	if (intake->job->rows)		/* what it needs arrives meanwhile */
		store_rows_fetch(intake->rows);
	if (sheaf_count(&intake->sheaf, stream, ev->time, false)) {
		if (event_has(ev, F_SERIAL))
			sheaf_number(&intake->sheaf, ev, stream, true);
		place.known = is_known(intake);
		if (brief_wanted(ev) || place.known)
			sheaf_brief(&intake->sheaf, ev, stream, line, &place,
			    &intake->scratch);
	} else {
		intake->done.undated++;
		sheaf_count_undated(&intake->sheaf, stream);
	}
	if (intake->job->rows)
		row_add(intake, &(struct row_target){ intake->rows, W_ROWS,
		    LINE_EVENT }, ev, format, stream, line);
}

/* What of the head of a line that is no event is kept. */
static uint64_t
line_fields(int word)
{
	static const enum field kept[] = { F_HOST, F_PROGRAM, F_PID };
	uint64_t bits = 0;

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if ((int)kept[i] / 64 == word)
			bits |= (uint64_t)1 << kept[i] % 64;
	return bits;
}

/* A line that is damaged or foreign: counted, and where it stands is kept;
 * what it says is read from the input when somebody asks. */
static void
no_event_take(struct intake *intake, const struct parse_result *result,
    struct str line)
{
	bool damaged = result->parsed == PARSED_BAD;
	struct event *ev = &intake->event;
	uint32_t stream = 0;

	if (intake->job->work != INTAKE_BRIEFS)
		return;
	if (damaged && name_of(result).len > 0) {
		stream = sheaf_stream(&intake->sheaf, ev, name_of(result),
		    &intake->scratch);
		sheaf_count(&intake->sheaf, stream, ev->time, true);
	}
	missed_count(&intake->sheaf, &(struct missed_line){ result, ev, line,
	    stream }, &intake->context);
	if (event_has(ev, F_SERIAL))
		sheaf_number(&intake->sheaf, ev, stream, false);
	if (!intake->job->line_rows)
		return;
	if (intake->line_rows == NULL)
		intake->line_rows = store_rows_new();
	ev->kind = K_NOTE;
	ev->outcome = OUTCOME_NONE;
	for (int i = 0; i < FIELD_WORDS; i++)
		ev->has[i] &= line_fields(i);
	store_rows_begin(intake->line_rows, ev);
	row_add(intake, &(struct row_target){ intake->line_rows, W_LINE_ROWS,
	    damaged ? LINE_DAMAGED : LINE_FOREIGN }, ev,
	    damaged ? name_of(result) : (struct str){ 0 }, stream, line);
}

/* What tells a year-less stamp's year and zone, line by line. */
static void
year_tell(const struct intake *intake, struct ocsf_line *about)
{
	const struct intake_job *job = intake->job;
	struct site_clock clock = site_clock(job->site, about->format,
	    event_get(&intake->event, F_HOST), intake->source);

	about->zone = clock.zone;
	about->anchor = clock.year != 0 ? year_told(clock.year, clock.zone) :
	    intake->part.number > 0 && intake->part.has_mtime ?
	    year_of_mtime(intake->part.mtime_ms) :
	    job->mtimes[intake->unit.input];
	about->has_anchor = about->anchor.ms >= 0;
}

static void
text_take(struct intake *intake, const struct parse_result *result,
    struct str line)
{
	const struct intake_job *job = intake->job;
	struct ocsf_line about = {
		.format = name_of(result),
		.raw = job->all ? line : (struct str){ 0 },
	};

	if (intake->event.time.flags & STAMP_NO_YEAR)
		year_tell(intake, &about);
	if (result->parsed == PARSED_EVENT)
		ocsf_event(&intake->text, &intake->event, &about);
	else if (job->all)
		ocsf_no_event(&intake->text, &intake->event, &about,
		    result->parsed == PARSED_BAD);
	text_flush(intake, TEXT_SENT);
}

/* Where sources have zones of their own, stamps are parsed as if UTC were
 * everybody's: which source it is shows only when the line is parsed. */
static void
zone_settle(struct intake *intake, const struct parse_result *result)
{
	struct stamp *stamp = &intake->event.time;
	struct site_clock clock;

	if (!(stamp->flags & STAMP_LOCAL) || (stamp->flags & STAMP_NO_YEAR))
		return;
	clock = site_clock(intake->job->site, name_of(result),
	    event_get(&intake->event, F_HOST), intake->source);
	if (clock.zone != NULL)
		stamp->at.ms = zone_utc(clock.zone, stamp->at.ms);
}

static bool
year_is_open(const struct intake *intake, const struct parse_result *result)
{
	return intake->job->work != INTAKE_BRIEFS &&
	    site_clock(intake->job->site, name_of(result),
	    event_get(&intake->event, F_HOST), intake->source).year == 0;
}

static void
record_count(struct intake *intake, unsigned flaws, enum parsed parsed)
{
	struct wire_done *done = &intake->done;

	done->lines++;
	done->damaged += parsed == PARSED_BAD;
	done->foreign += parsed == PARSED_OTHER;
	for (int i = 0; flaws >> i != 0; i++)
		done->flaws[i] += flaws >> i & 1;
}

static void
record_take(struct intake *intake, struct parse_result *result)
{
	struct str line = lines_record(&intake->records.lines);
	bool cut = intake->records.lines.cut || intake->records.open != NULL;

	if (line.len == 0)
		return;		/* an empty line is none */
	if (intake->job->site->source_zones)
		zone_settle(intake, result);
	if (cut)
		result->parsed = PARSED_BAD;
	intake->flaws = records_flaws(&intake->records, cut,
	    result->parsed == PARSED_EVENT);
	record_count(intake, intake->flaws, result->parsed);
	if (result->parsed == PARSED_EVENT)
		event_take(intake, result, line);
	else
		no_event_take(intake, result, line);
	if ((intake->event.time.flags & STAMP_NO_YEAR) &&
	    intake->job->site->year == 0)
		intake->done.no_year |= year_is_open(intake, result);
	if (intake->job->work == INTAKE_TEXT)
		text_take(intake, result, line);
	else if (intake->trial != NULL)
		trial_line(intake->trial, result, &intake->event, line,
		    &intake->context);
}

/* ---- units ---- */

static void
progress_tell(struct intake *intake, uint64_t stored, uint64_t least)
{
	uint64_t more = stored - intake->reported;

	if (stored <= intake->reported || more <= least)
		return;
	intake->reported = stored;
	sheaf_send(&intake->sheaf, W_PROGRESS,
	    str_of((const char *)&more, sizeof more));
}

static size_t
range_fill(void *self, char *at, size_t n)
{
	struct intake *intake = self;
	size_t got = reader_read(intake->reader, at, n);

	progress_tell(intake, reader_stored(intake->reader), PROGRESS_SENT);
	return got;
}

static size_t
part_fill(void *self, char *at, size_t n)
{
	struct intake *intake = self;
	size_t got = unpack_read(intake->unpack, at, n);

	progress_tell(intake, unpack_stored(intake->unpack), PROGRESS_SENT);
	return got;
}

static void
range_start(struct intake *intake, int fd, uint64_t start)
{
	intake->reader = reader_open_range(fd, start, intake->unit.size);
	lines_open(&intake->records.lines, range_fill, intake, start,
	    LINE_MAX_BYTES);
}

static void
range_stop(struct intake *intake)
{
	lines_close(&intake->records.lines);
	reader_close(intake->reader);
	intake->reader = NULL;
}

/* The records of the unit, or of the part, that the lines are opened for. */
static void
records_take(struct intake *intake)
{
	struct records *records = &intake->records;
	struct lines *lines = &records->lines;
	struct parse_result result;

	while (records_next(records, &result)) {
		record_take(intake, &result);
		intake->done.plain_bytes += lines_offset_after(lines) -
		    lines_offset(lines);
	}
	intake->done.plain_bytes += records->passed;
	if (records->by != BY_LINE)	/* what stands between them, too */
		intake->done.plain_bytes = lines_offset_after(lines);
}

static void
unit_range(struct intake *intake, int fd)
{
	const struct wire_unit *unit = &intake->unit;
	struct wire_done *done = &intake->done;
	int code;

	range_start(intake, fd, records_plan(&intake->records, fd, unit));
	records_take(intake);
	done->trouble = reader_trouble(intake->reader, &code);
	done->code = (uint32_t)code;
	done->stored_bytes = unit->end - unit->start;
	progress_tell(intake, reader_stored(intake->reader), 0);
	range_stop(intake);
}

static void
part_records(struct intake *intake)
{
	lines_open(&intake->records.lines, part_fill, intake,
	    records_plan(&intake->records, -1, &intake->unit), LINE_MAX_BYTES);
	records_take(intake);
	lines_close(&intake->records.lines);
}

static void
end_tell(struct wire_done *done, const struct part_end *end)
{
	done->trouble = end->trouble;
	done->code = (uint32_t)end->code;
	done->hashed = end->hashed;
	done->plain_hashed = end->plain_hashed;
	memcpy(done->sha256, end->sha256, sizeof done->sha256);
	memcpy(done->plain_sha256, end->plain_sha256,
	    sizeof done->plain_sha256);
	done->plain = end->plain;
}

/* What lies in an archive: announced, read, and its counts sent. */
static void
member_do(struct intake *intake)
{
	const struct part *part = &intake->part;
	struct wire_member about = {
		part->mtime_ms, part->number, part->has_mtime,
	};
	struct buf *text = &intake->source_text;
	struct part_end end;

	buf_reset(text);
	buf_add(text, str_of((const char *)&about, sizeof about));
	buf_add(text, part->path);
	sheaf_flush(&intake->sheaf);	/* hours are of a member */
	sheaf_send(&intake->sheaf, W_MEMBER, buf_str(text));
	buf_reset(text);
	buf_add(text, intake->job->paths[intake->unit.input]);
	buf_char(text, '!');
	buf_add(text, part->path);
	intake->source = buf_str(text);
	intake->done = (struct wire_done){ 0 };
	part_records(intake);
	unpack_part_end(intake->unpack, &end);
	end_tell(&intake->done, &end);
	sheaf_flush(&intake->sheaf);
	sheaf_send(&intake->sheaf, W_PART,
	    str_of((const char *)&intake->done, sizeof intake->done));
	intake->done = (struct wire_done){ 0 };
}

static void
unit_whole(struct intake *intake, int fd)
{
	struct wire_done *done = &intake->done;
	struct part_end end;

	intake->unpack = unpack_open(fd, intake->unit.size);
	while (unpack_next(intake->unpack, &intake->part)) {
		if (intake->part.number == 0)
			part_records(intake);
		else
			member_do(intake);
	}
	unpack_end(intake->unpack, &end);
	end_tell(done, &end);
	done->packing = unpack_packing(intake->unpack);
	done->stored_bytes = unpack_stored(intake->unpack);
	progress_tell(intake, intake->unit.work == UNIT_STREAM ?
	    done->stored_bytes : intake->unit.size, 0);
	unpack_close(intake->unpack);
	intake->unpack = NULL;
}

/* The hash of a file that others cut into ranges. */
static void
unit_hash(struct intake *intake, int fd)
{
	struct wire_done *done = &intake->done;
	char *block = mem_new(HASH_BLOCK);
	struct heads heads;
	size_t got;
	int code;

	intake->reader = reader_open_range(fd, 0, intake->unit.size);
	heads_init(&heads);
	while ((got = reader_read(intake->reader, block, HASH_BLOCK)) > 0)
		heads_add(&heads, str_of(block, got));
	sha256_end(&heads.hash, done->sha256);
	done->trouble = reader_trouble(intake->reader, &code);
	done->code = (uint32_t)code;
	done->hashed = done->trouble == TROUBLE_NONE;
	/* Of a zip too, but an archive has no lines of its own. */
	done->plain_hashed = done->hashed;
	memcpy(done->plain_sha256, done->sha256, sizeof done->plain_sha256);
	done->plain = heads.told;
	reader_close(intake->reader);
	intake->reader = NULL;
	free(block);
}

static void
trial_flush(struct intake *intake)
{
	struct buf told = { 0 };

	if (intake->trial == NULL)
		return;
	trial_write(intake->trial, intake->job->paths[intake->unit.input],
	    &told);
	json_plain(&intake->text, buf_str(&told));
	buf_fini(&told);
}

static void
unit_do(struct intake *intake, int fd)
{
	intake->done = (struct wire_done){ 0 };
	intake->reported = 0;
	intake->part = (struct part){ 0 };
	intake->source = intake->job->paths[intake->unit.input];
	if (intake->job->work == INTAKE_COPIES)
		copies_read(&intake->unit, fd, intake->job->pairs,
		    &intake->sheaf);
	else if (intake->unit.work == UNIT_HASH)
		unit_hash(intake, fd);
	else if (intake->unit.work == UNIT_RANGE)
		unit_range(intake, fd);
	else
		unit_whole(intake, fd);
	if (intake->rows != NULL)
		rows_flush(intake, intake->rows, W_ROWS);
	if (intake->line_rows != NULL)
		rows_flush(intake, intake->line_rows, W_LINE_ROWS);
	trial_flush(intake);
	text_flush(intake, 0);
	sheaf_flush(&intake->sheaf);
	sheaf_send(&intake->sheaf, W_DONE,
	    str_of((const char *)&intake->done, sizeof intake->done));
}

static void
intake_init(struct intake *intake, int fd, const struct intake_job *job)
{
	*intake = (struct intake){ .job = job };
	arena_init(&intake->scratch);
	json_init(&intake->text);
	sheaf_init(&intake->sheaf, fd);
	intake->context = (struct parse_context){
		.site = job->site,
		.zone = job->site->source_zones ? NULL : job->site->zone,
		.scratch = &intake->scratch,
	};
	intake->records.context = &intake->context;
	intake->records.event = &intake->event;
	if (job->work == INTAKE_TRY)
		intake->trial = trial_new();
	if (job->rows)
		intake->rows = store_rows_new();
}

void
intake_main(int fd, const void *job)
{
	static struct intake intake;
	struct wire_in in;
	struct frame frame;

	intake_init(&intake, fd, job);
	wire_open(&in, fd);
	for (;;) {
		enum wire_got got = wire_next(&in, &frame);

		if (got == WIRE_MORE && wire_fill(&in))
			continue;
		if (got != WIRE_FRAME)
			return;		/* the core has closed: all is done */
		must(frame.type == W_UNIT && in.along >= 0 &&
		    frame.payload.len == sizeof intake.unit);
		memcpy(&intake.unit, frame.payload.at, sizeof intake.unit);
		unit_do(&intake, in.along);
		close(in.along);
		in.along = -1;
	}
}
