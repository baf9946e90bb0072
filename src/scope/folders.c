/* folders: which folders of mailboxes were opened, by name.
 *
 * The mail server's exporter names each that was selected; what was done to a
 * message names the folder it lay in; a webmail's page names the one it
 * shows.  The two spell a name each in its way, so that the same folder may
 * stand here twice: the most takes both, the least the better of the two.
 * A cloud names the folders of mails that were opened and no others. */
#include "scope/facts.h"

enum { FOLDER_ANY = 0x464f4c44, FOLDER_SURE };	/* keys of scope.asked */

/* One name of INBOX, whatever its case (RFC 9051, 5.1). */
static uint64_t
folder_name(struct str folder)
{
	return str_hash(str_eq_nocase(folder, STR("INBOX")) ? STR("INBOX")
							   : folder);
}

static struct tally *
tally_for(struct scope *s, const struct facts *f)
{
	struct tally *t = tally_of(&s->tallies, T_FOLDERS, f->user);

	proof_set_add(&t->proofs, f->proof);
	return t;
}

/* As the mail server names it. */
static void
server_folder(struct scope *s, const struct facts *f, struct str folder,
    bool sure)
{
	struct tally *t;
	uint64_t before;

	if (folder.len == 0)
		return;
	t = tally_for(s, f);
	before = t->all_items;
	tally_item(&s->tallies, t, folder_name(folder), f->sure && sure);
	if (t->all_items > before)
		tally_other(t, 1, false);
}

static void
page_folder(struct scope *s, const struct facts *f, struct str folder,
    bool sure)
{
	struct tally *t = tally_for(s, f);
	uint64_t name = folder_name(folder);

	if (facts_first(s, FOLDER_ANY, f->user, name))
		tally_other(t, 1, false);
	if (f->sure && sure && facts_first(s, FOLDER_SURE, f->user, name))
		tally_sure(t, 1);
}

/* A search through several folders names none. */
static void
page_search(struct scope *s, const struct facts *f)
{
	uint32_t hole;

	if (f->b->n[N_SCOPE] == 0)
		return;
	hole = hole_add(s->out, name_of(s, f->b->stream), f->b->time,
	    f->b->time, "hole.search_scope", 1u << Q4);
	tally_unknown(tally_for(s, f), hole);
}

/* What shows the list without naming a folder shows the one of before, or
 * INBOX. */
static void
collect_page_folder(struct scope *s, const struct facts *f)
{
	struct str folder = name_of(s, f->b->object);

	if (f->b->n[N_HTTP_STATUS] != 200 && f->b->n[N_HTTP_STATUS] != 206)
		return;
	switch ((enum action)f->b->n[N_ACTION]) {
	case ACTION_SEARCH:
		page_search(s, f);
		/* fallthrough */
	case ACTION_LIST:
	case ACTION_SHOW:
	case ACTION_PART:
	case ACTION_HEADER:
		page_folder(s, f, folder.len > 0 ? folder : STR("INBOX"),
		    folder.len > 0);
		break;
	case ACTION_COMPOSE:
		if (folder.len > 0)
			page_folder(s, f, folder, false);
		break;
	default:
		break;
	}
}

/* Where mail went to was not opened; where it was marked or removed was. */
static bool
is_opened_by(const struct brief *b)
{
	return b->kind != K_MAIL_CHANGE || b->n[N_ACTION] == ACTION_FLAG ||
	    b->n[N_ACTION] == ACTION_DELETE ||
	    b->n[N_ACTION] == ACTION_EXPUNGE;
}

void
collect_folder(struct scope *s, const struct facts *f)
{
	switch ((enum kind)f->b->kind) {
	case K_PAGE:
		collect_page_folder(s, f);
		break;
	case K_LOGOUT:		/* POP3 has no other */
		if (f->b->service == SERVICE_POP3)
			server_folder(s, f, STR("INBOX"),
			    f->b->n[N_RETR_COUNT] + f->b->n[N_TOP_COUNT] > 0);
		break;
	case K_FOLDER_OPEN:
	case K_MAIL_OPEN:
	case K_MAIL_FETCH:
	case K_MAIL_SEARCH:
	case K_MAIL_CHANGE:
		if (is_opened_by(f->b))
			server_folder(s, f, name_of(s, f->b->object), true);
		break;
	default:
		break;
	}
}
