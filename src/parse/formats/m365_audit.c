/* m365_audit: the Unified Audit Log of Microsoft 365, as people export it.
 *
 *	{"CreationTime":"2025-12-11T21:04:00","Id":"...","Operation":...
 *	{"RecordType":15,...,"AuditData":"{\"CreationTime\":...}"}
 *	"ExchangeItem","12/11/2025 9:04:00 PM","a@b.example","Send","{""Crea...
 *
 * The first is the record itself, from the API or one of many lines; the
 * second what Search-UnifiedAuditLog gives, with the record as text or as
 * object; the third a row of CSV, from Purview or from PowerShell, which has
 * the record in one cell.  The other cells repeat what it says. */
#include "parse/m365.h"
#include "parse/take.h"

/* The cell that holds the record: what begins with one quote and a brace.
 * Within a cell quotes are doubled, so there another would precede it. */
static bool
take_cell(struct str line, struct str *cell)
{
	size_t at = str_find(line, STR("\"{\"\""));

	if (at == STR_NONE || (at > 0 && line.at[at - 1] == '"'))
		return false;
	*cell = str_of(line.at + at + 1, line.len - at - 1);
	return true;
}

/* A cell without the second of two quotes, up to the one that ends it; what
 * was cut has none. */
static struct str
cell_text(struct str cell, struct arena *scratch)
{
	char *start = arena_take(scratch, cell.len), *at = start;
	struct str part;

	while (str_take_until_char(&cell, '"', &part)) {
		memcpy(at, part.at, part.len);
		at += part.len;
		if (!str_take_char(&cell, '"'))
			return str_of(start, (size_t)(at - start));
		*at++ = '"';
	}
	memcpy(at, cell.at, cell.len);
	return str_of(start, (size_t)(at - start) + cell.len);
}

/* The first row names the columns. */
static bool
is_header(struct str line)
{
	static const struct str heads[] = {
		STR_INIT("RecordType,CreationDate,"),
		STR_INIT("\"RecordType\",\"CreationDate\","),
		STR_INIT("RecordId,CreationDate,"),
		STR_INIT("\"RecordId\",\"CreationDate\","),
		STR_INIT("CreationDate,UserIds,"),
		STR_INIT("\"CreationDate\",\"UserIds\","),
		STR_INIT("\"PSComputerName\",\"RunspaceId\","),
	};

	str_take(&line, STR("\xef\xbb\xbf"));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (str_starts(line, heads[i]))
			return str_has(line, STR("AuditData"));
	return false;
}

static enum parsed
m365_audit_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	struct str cell;

	while (line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
		str_drop(&line, 1);
	if (line.len == 0)
		return PARSED_OTHER;
	if (line.at[0] == '{')
		return m365_record(line, context, ev);
	if (take_cell(line, &cell))
		return m365_record(cell_text(cell, context->scratch), context,
		    ev);
	if (!is_header(line))
		return PARSED_OTHER;
	ev->kind = K_NOTE;
	event_set(ev, F_SERVICE, STR("m365"));
	event_set(ev, F_MESSAGE, line);
	return PARSED_EVENT;
}

const struct format format_m365_audit = {
	.name = "m365_audit",
	.about = "Microsoft 365: Unified Audit Log, JSON and CSV",
	.versions = "Purview, Search-UnifiedAuditLog, OfficeActivity",
	.line = m365_audit_line,
};
