#include "report/pseudonym.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/sha256.h"

enum {
	BLOCK = 64,		/* of SHA-256, for HMAC */
	HANDLE_BYTES = 6,	/* 48 bits: a million names, hardly a clash */
	PIECES = 12,		/* of a name: "luc.moreau" has two */
	SHORTEST = 2,		/* one letter is no name to look for */
};

struct pseudonyms {
	uint8_t	      key[BLOCK];
	struct intern known;	/* in lower case */
};

struct pseudonyms *
pseudonyms_new(const uint8_t key[PSEUDONYM_KEY_BYTES])
{
	struct pseudonyms *p = mem_zero(sizeof *p);

	memcpy(p->key, key, PSEUDONYM_KEY_BYTES);
	intern_init(&p->known);
	return p;
}

void
pseudonyms_free(struct pseudonyms *p)
{
	if (p == NULL)
		return;
	intern_fini(&p->known);
	explicit_bzero(p->key, sizeof p->key);
	free(p);
}

static struct str
lower(struct arena *arena, struct str text)
{
	char *at = arena_take(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		at[i] = (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ?
		    text.at[i] + 'a' - 'A' : text.at[i]);
	return str_of(at, text.len);
}

void
pseudonyms_know(struct pseudonyms *p, struct str account)
{
	struct arena arena;
	struct str local;

	arena_init(&arena);
	account = lower(&arena, account);
	if (account.len >= SHORTEST)
		intern_add(&p->known, account);
	if (str_take_until_char(&account, '@', &local) &&
	    local.len >= SHORTEST)
		intern_add(&p->known, local);
	arena_fini(&arena);
}

/* RFC 2104. */
static void
hmac(const struct pseudonyms *p, struct str text, uint8_t digest[SHA256_BYTES])
{
	struct sha256 hash;
	uint8_t pad[BLOCK];

	for (size_t i = 0; i < BLOCK; i++)
		pad[i] = p->key[i] ^ 0x36;
	sha256_init(&hash);
	sha256_add(&hash, str_of((const char *)pad, BLOCK));
	sha256_add(&hash, text);
	sha256_end(&hash, digest);
	for (size_t i = 0; i < BLOCK; i++)
		pad[i] = p->key[i] ^ 0x5c;
	sha256_init(&hash);
	sha256_add(&hash, str_of((const char *)pad, BLOCK));
	sha256_add(&hash, str_of((const char *)digest, SHA256_BYTES));
	sha256_end(&hash, digest);
}

static void
handle_put(const struct pseudonyms *p, struct arena *arena, struct buf *out,
    const char *what, struct str text)
{
	uint8_t digest[SHA256_BYTES];

	hmac(p, lower(arena, text), digest);
	buf_printf(out, "%s-", what);
	buf_hex(out, digest, HANDLE_BYTES);
}

/* The whole text. */
static struct str
handle(const struct pseudonyms *p, struct arena *arena, const char *what,
    struct str text)
{
	struct buf out = { 0 };

	if (text.len == 0)
		return text;
	handle_put(p, arena, &out, what, text);
	text = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* What may stand within a name, between letters. */
static bool
is_joint(char c)
{
	return c != '\0' && memchr("._-+@", c, 5) != NULL;
}

/* The longest account that begins at the front and ends where a piece of the
 * text does; 0: none.  "luc.moreau.log" has luc.moreau in front. */
static size_t
known_take(const struct pseudonyms *p, struct arena *arena, struct str text)
{
	size_t best = 0, at = 0;

	for (size_t piece = 0; piece < PIECES && at < text.len; piece++) {
		while (at < text.len && is_letter(text.at[at]))
			at++;
		if (at >= SHORTEST && intern_find(&p->known,
		    lower(arena, str_of(text.at, at))) != 0)
			best = at;
		if (at == text.len || !is_joint(text.at[at]))
			break;
		at++;
	}
	return best;
}

/* Accounts in a text that is kept. */
static struct str
scanned(const struct pseudonyms *p, struct arena *arena, struct str text)
{
	struct buf out = { 0 };
	struct arena scratch;
	bool begins = true;

	arena_init(&scratch);
	while (text.len > 0) {
		size_t n = begins && is_letter(text.at[0]) ?
		    known_take(p, &scratch, text) : 0;

		if (n > 0) {
			handle_put(p, &scratch, &out, "account",
			    str_of(text.at, n));
		} else {
			n = 1;
			buf_char(&out, text.at[0]);
		}
		begins = !is_letter(text.at[n - 1]);
		str_drop(&text, n);
		arena_reset(&scratch);
	}
	text = arena_str(arena, buf_str(&out));
	arena_fini(&scratch);
	buf_fini(&out);
	return text;
}

/* "dovecot@host": the program's name is ours. */
static struct str
stream(const struct pseudonyms *p, struct arena *arena, struct str name)
{
	struct str host = name, program;

	if (!str_take_until_char(&host, '@', &program))
		return name;
	return arena_printf(arena, STR_FMT "@" STR_FMT, STR_ARG(program),
	    STR_ARG(scanned(p, arena, host)));
}

/* An address of a machine, or its network. */
static bool
is_network(struct str text)
{
	struct str bits;

	str_take_last_char(&text, '/', &bits);
	return str_is_ip(text);
}

/* Texts that name no person by themselves; all others are replaced whole. */
static const char *const kept[] = {
	"register", "zone", "year", "path", "error", "claim",
};

static struct str
value_text(const struct pseudonyms *p, struct arena *arena,
    const struct value *value)
{
	struct str name = str_from(value->name);

	if (is_network(value->text))
		return value->text;
	if (str_eq(name, STR("stream")))
		return stream(p, arena, value->text);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (str_eq(name, str_from(kept[i])))
			return scanned(p, arena, value->text);
	return handle(p, arena, str_eq(name, STR("other")) ||
	    str_eq(name, STR("owner")) ? "account" : value->name,
	    value->text);
}

static void
statements_apply(const struct pseudonyms *p, struct arena *arena,
    struct statement *statements, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < statements[i].value_count; n++)
			if (statements[i].values[n].type == VALUE_TEXT)
				statements[i].values[n].text = value_text(p,
				    arena, &statements[i].values[n]);
}

/* Is the subject of a figure a register, a table, an address? */
static bool
is_thing(const struct figure *figure)
{
	static const char *const keys[] = {
		"figure.records_full", "figure.records_summary",
		"figure.records_seen", "figure.records_hit", "figure.rows_exported",
		"figure.database_rows", "figure.sql_rows",
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_eq(str_from(figure->key), str_from(keys[i])))
			return true;
	return is_network(figure->subject);
}

/* "q4.messages:luc.moreau" ends in its subject. */
static void
figure_apply(const struct pseudonyms *p, struct arena *arena,
    struct figure *figure)
{
	struct str id = figure->id;

	if (figure->subject.len == 0)
		return;
	id.len -= figure->subject.len < id.len ? figure->subject.len : id.len;
	figure->subject = is_thing(figure) ?
	    scanned(p, arena, figure->subject) :
	    handle(p, arena, "account", figure->subject);
	figure->id = arena_printf(arena, STR_FMT STR_FMT, STR_ARG(id),
	    STR_ARG(figure->subject));
}

static int
by_subject(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;

	return str_cmp(a->subject, b->subject);
}

/* Figures of one key in a row, by their new names. */
static void
figures_sort(struct figure *figures, size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && str_eq(
		    str_from(figures[to].key), str_from(figures[from].key)) &&
		    (figures[to].subject.len > 0) ==
		    (figures[from].subject.len > 0); to++)
			continue;
		qsort(figures + from, to - from, sizeof *figures, by_subject);
	}
}

static void
answer_apply(const struct pseudonyms *p, struct arena *arena,
    struct answer *answer)
{
	statements_apply(p, arena, answer->statements,
	    answer->statement_count);
	for (size_t i = 0; i < answer->figure_count; i++)
		figure_apply(p, arena, &answer->figures[i]);
	figures_sort(answer->figures, answer->figure_count);
}

static void
verdict_apply(const struct pseudonyms *p, struct arena *arena,
    struct verdict *verdict)
{
	verdict->account = handle(p, arena, "account", verdict->account);
	verdict->device = handle(p, arena, "device", verdict->device);
	verdict->service = scanned(p, arena, verdict->service);
	if (!is_network(verdict->address))
		verdict->address = handle(p, arena, "address",
		    verdict->address);
}

void
pseudonyms_apply(struct pseudonyms *p, struct answers *answers,
    struct input *inputs, size_t count)
{
	struct arena *arena = &answers->arena;

	for (size_t i = 0; i < answers->verdict_count; i++)
		pseudonyms_know(p, answers->verdicts[i].account);
	for (int q = 0; q < Q_COUNT; q++)
		answer_apply(p, arena, &answers->answer[q]);
	statements_apply(p, arena, answers->notes, answers->note_count);
	for (size_t i = 0; i < answers->verdict_count; i++)
		verdict_apply(p, arena, &answers->verdicts[i]);
	for (size_t i = 0; i < answers->hole_count; i++)
		answers->holes[i].stream = stream(p, arena,
		    answers->holes[i].stream);
	for (size_t i = 0; i < answers->coverage_count; i++)
		answers->coverage[i].stream = stream(p, arena,
		    answers->coverage[i].stream);
	for (size_t i = 0; i < answers->proof_count; i++)
		answers->proofs[i].stream = stream(p, arena,
		    answers->proofs[i].stream);
	for (size_t i = 0; i < count; i++) {
		inputs[i].path = scanned(p, arena, inputs[i].path);
		inputs[i].copy_of = scanned(p, arena, inputs[i].copy_of);
		inputs[i].error = scanned(p, arena, inputs[i].error);
	}
	answers->pseudonymised = true;
}
