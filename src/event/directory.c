#include "event/directory.h"

#include <stdlib.h>

#include "base/cell.h"

enum { COLUMNS_MAX = 64, NAME_MOST = 512 };

enum part { PART_ACCOUNT, PART_NAME, PART_UNIT, PART_ALIAS, PART_NONE };

/* Columns of CSV and attributes of LDIF, in one table. */
static const struct part_word {
	struct str word;
	enum part  part;
} part_words[] = {
	{ STR_INIT("account"), PART_ACCOUNT },
	{ STR_INIT("uid"), PART_ACCOUNT },
	{ STR_INIT("samaccountname"), PART_ACCOUNT },
	{ STR_INIT("login"), PART_ACCOUNT },
	{ STR_INIT("name"), PART_NAME },
	{ STR_INIT("cn"), PART_NAME },
	{ STR_INIT("displayname"), PART_NAME },
	{ STR_INIT("unit"), PART_UNIT },
	{ STR_INIT("ou"), PART_UNIT },
	{ STR_INIT("department"), PART_UNIT },
	{ STR_INIT("departmentnumber"), PART_UNIT },
	{ STR_INIT("mail"), PART_ALIAS },
	{ STR_INIT("alias"), PART_ALIAS },
	{ STR_INIT("aliases"), PART_ALIAS },
	{ STR_INIT("logins"), PART_ALIAS },
	{ STR_INIT("number"), PART_ALIAS },
	{ STR_INIT("numbers"), PART_ALIAS },
	{ STR_INIT("mailalternateaddress"), PART_ALIAS },
	{ STR_INIT("maillocaladdress"), PART_ALIAS },
	{ STR_INIT("proxyaddresses"), PART_ALIAS },
	{ STR_INIT("userprincipalname"), PART_ALIAS },
	{ STR_INIT("employeenumber"), PART_ALIAS },
	{ STR_INIT("employeeid"), PART_ALIAS },
};

static enum part
part_of(struct str word)
{
	for (size_t i = 0; i < sizeof part_words / sizeof *part_words; i++)
		if (str_eq_nocase(part_words[i].word, word))
			return part_words[i].part;
	return PART_NONE;
}

/* One person as he is read: values until it is known whose they are. */
struct entry {
	struct str account, name, unit;
	struct str aliases[PERSON_NAMES_MAX];
	size_t	   count;
	bool	   any;
};

static void
value_take(struct entry *e, enum part part, struct str value)
{
	struct str address = value;

	value = str_trim(value);
	if (value.len == 0 || value.len > NAME_MOST ||
	    memchr(value.at, '\0', value.len) != NULL)
		return;
	e->any = true;
	if (part == PART_NAME && e->name.len == 0)
		e->name = value;
	else if (part == PART_UNIT && e->unit.len == 0)
		e->unit = value;
	else if (part == PART_ACCOUNT && e->account.len == 0)
		e->account = value;
	else if ((part == PART_ALIAS || part == PART_ACCOUNT) &&
	    e->count < PERSON_NAMES_MAX) {
		address = value;	/* "SMTP:a.durand@interieur.example" */
		if (address.len > 5 && str_eq_nocase(str_of(address.at, 5),
		    STR("smtp:")))
			str_drop(&address, 5);
		e->aliases[e->count++] = address;
	}
}

static void
entry_end(struct directory *d, struct entry *e, struct arena *arena)
{
	if (e->account.len == 0 || d->count == PEOPLE_MAX) {
		d->bad += e->any;
		*e = (struct entry){ 0 };
		return;
	}
	d->people = mem_room(d->people, d->count, &d->cap,
	    sizeof *d->people);
	d->people[d->count] = (struct person){
		arena_str(arena, e->account), arena_str(arena, e->name),
		arena_str(arena, e->unit) };
	for (size_t i = 0; i < e->count; i++) {
		d->aliases = mem_room(d->aliases, d->alias_count,
		    &d->alias_cap, sizeof *d->aliases);
		d->aliases[d->alias_count++] = (struct directory_alias){
			arena_str(arena, e->aliases[i]), d->count };
	}
	d->count++;
	*e = (struct entry){ 0 };
}

static struct str
line_take(struct str *text)
{
	struct str line;

	if (!str_take_until_char(text, '\n', &line)) {
		line = *text;
		text->len = 0;
	}
	str_take_end(&line, STR("\r"));
	return line;
}

/* ---- CSV ---- */

struct columns {
	enum part part[COLUMNS_MAX];
	size_t	  count;
	char	  mark;
};

static bool
columns_read(struct columns *columns, struct str line, struct arena *scratch)
{
	struct str cell;
	bool account = false;

	columns->mark = str_has(line, STR(";")) && !str_has(line, STR(","))
	    ? ';' : ',';
	columns->count = 0;
	while (line.len > 0 && columns->count < COLUMNS_MAX) {
		if (!cell_take(&line, columns->mark, &cell, scratch))
			return false;
		columns->part[columns->count] = part_of(cell);
		account |= columns->part[columns->count++] == PART_ACCOUNT;
	}
	return account;
}

/* Several values of a cell; a unit or a name may hold the marks. */
static void
cell_values(struct entry *e, enum part part, struct str cell)
{
	while (part == PART_ALIAS && cell.len > 0) {
		size_t n = 0;

		while (n < cell.len && cell.at[n] != ';' && cell.at[n] != '|')
			n++;
		value_take(e, part, str_of(cell.at, n));
		str_drop(&cell, n < cell.len ? n + 1 : n);
	}
	if (part != PART_ALIAS)
		value_take(e, part, cell);
}

static bool
csv_read(struct directory *d, struct str text, struct arena *arena,
    struct arena *scratch, struct err *err)
{
	struct columns columns;
	struct entry e = { 0 };
	struct str cell;

	if (!columns_read(&columns, line_take(&text), scratch))
		return err_set(err, "neither LDIF, nor CSV whose first line "
		    "names a column account");
	while (text.len > 0) {
		struct str line = line_take(&text);
		bool fine = true;

		arena_reset(scratch);
		for (size_t i = 0; fine && i < columns.count && line.len > 0;
		     i++)
			if ((fine = cell_take(&line, columns.mark, &cell,
			    scratch)))
				cell_values(&e, columns.part[i], cell);
		if (!fine) {
			d->bad++;
			e = (struct entry){ 0 };
			continue;
		}
		entry_end(d, &e, arena);
	}
	return true;
}

/* ---- LDIF, RFC 2849 ---- */

static int
base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

static struct str
base64_decode(struct str text, struct arena *scratch)
{
	char *out = arena_take(scratch, text.len + 1);
	uint32_t bits = 0, held = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len && text.at[i] != '='; i++) {
		int value = base64_value(text.at[i]);

		if (value < 0)
			return (struct str){ 0 };
		bits = (bits << 6 | (uint32_t)value) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[n++] = (char)(bits >> held & 0xff);
		}
	}
	return str_of(out, n);
}

/* A logical line: those that begin with a space continue it. */
static struct str
logical_take(struct str *text, struct arena *scratch)
{
	struct str line = line_take(text), rest = *text;
	size_t len = line.len, n = line.len;
	char *copy;

	while (rest.len > 0 && rest.at[0] == ' ')
		len += line_take(&rest).len;
	if (len == n)
		return line;
	copy = arena_take(scratch, len + 1);
	memcpy(copy, line.at, n);
	while (text->len > 0 && text->at[0] == ' ') {
		line = line_take(text);
		str_drop(&line, 1);
		if (line.len > 0)
			memcpy(copy + n, line.at, line.len);
		n += line.len;
	}
	return str_of(copy, n);
}

static void
attribute_read(struct entry *e, struct str line, struct arena *scratch)
{
	struct str name, option;
	enum part part;

	if (line.len == 0 || line.at[0] == '#' ||
	    !str_take_until_char(&line, ':', &name))
		return;
	if (str_take_until_char(&name, ';', &option))
		name = option;		/* "cn;lang-fr": what stands before */
	part = part_of(name);
	if (part == PART_NONE || (line.len > 0 && line.at[0] == '<'))
		return;
	if (str_take_char(&line, ':'))
		line = base64_decode(str_trim(line), scratch);
	value_take(e, part, line);
}

static void
ldif_read(struct directory *d, struct str text, struct arena *arena,
    struct arena *scratch)
{
	struct entry e = { 0 };

	while (text.len > 0) {
		struct str line = logical_take(&text, scratch);

		attribute_read(&e, line, scratch);
		if (line.len > 0 && text.len > 0)
			continue;
		entry_end(d, &e, arena);
		arena_reset(scratch);
	}
}

static bool
is_ldif(struct str text)
{
	while (text.len > 0) {
		struct str line = line_take(&text);

		if (line.len == 0 || line.at[0] == '#' ||
		    str_starts(line, STR("version:")))
			continue;
		return str_starts(line, STR("dn:"));
	}
	return false;
}

bool
directory_read(struct directory *d, struct str text, struct arena *arena,
    struct err *err)
{
	struct arena scratch;
	bool fine = true;

	*d = (struct directory){ 0 };
	str_take(&text, STR("\357\273\277"));
	arena_init(&scratch);
	if (is_ldif(text))
		ldif_read(d, text, arena, &scratch);
	else
		fine = csv_read(d, text, arena, &scratch, err);
	arena_fini(&scratch);
	return fine;
}

void
directory_fini(struct directory *d)
{
	free(d->people);
	free(d->aliases);
}
