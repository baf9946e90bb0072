/* ready: configurations in, the questions they could not answer out. */
#include <stdio.h>

#include "app/command.h"
#include "app/note.h"
#include "app/ready.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "report/catalogue.h"
#include "report/voice.h"

struct ready_run {
	const char	   *site_path, *lang;
	bool		    json;
	struct site	    site;
	struct settings	    settings;
	struct ready_result result;
};

static const char *const words[] = {
	[READY_NOT_ASKED] = "ui.ready.not_asked",
	[READY_HOLDS] = "ui.ready.holds", [READY_FAILS] = "ui.ready.fails",
};

static const char *
setting_of(const struct ready_run *run, const struct ready_check *check)
{
	return check->setting_new != NULL && run->result.new_grammar ?
	    check->setting_new : check->setting;
}

/* ---- text ---- */

static void
say_dotted(const struct voice *voice, struct buf *out, const char *format,
    const char *name)
{
	char key[96];

	snprintf(key, sizeof key, format, name);
	say_key(voice, out, key);
}

/* The checks that fail and hurt a question, told once: at the first. */
static void
question_text(const struct ready_run *run, const struct voice *voice,
    enum question q, bool told[READY_CHECKS], struct buf *out)
{
	char number[8];

	snprintf(number, sizeof number, "q%d", q + 1);
	buf_printf(out, "%sQ%d  ", q < Q10 ? " " : "", q + 1);
	say_dotted(voice, out, "question.%s.short", number);
	say_key(voice, out, "punct.colon");
	buf_char(out, ' ');
	say_key(voice, out, words[ready_question(&run->result, q)]);
	if (q == Q7 || q == Q8 || q == Q10) {
		buf_text(out, " (");
		say_key(voice, out, q == Q10 ? "ui.ready.rests_3" :
		    "ui.ready.rests_4");
		buf_char(out, ')');
	}
	buf_char(out, '\n');
	for (size_t i = 0; i < ready_checks_count; i++) {
		const struct ready_check *check = ready_checks[i];

		if (run->result.checks[i] != READY_FAILS ||
		    (check->hurts >> q & 1) == 0)
			continue;
		buf_printf(out, "       %s", server_names[check->server]);
		say_key(voice, out, "punct.colon");
		buf_char(out, ' ');
		say_dotted(voice, out, "ready.%s", check->name);
		buf_char(out, '\n');
		if (told[i])
			continue;
		told[i] = true;
		buf_text(out, "         ");
		say_key(voice, out, "ui.ready.set");
		say_key(voice, out, "punct.colon");
		buf_printf(out, " %s\n", setting_of(run, check));
	}
}

static void
servers_text(const struct ready_run *run, const struct voice *voice,
    bool there, struct buf *out)
{
	const char *between = " ";
	bool any = false;

	for (int i = 0; i < SERVER_COUNT; i++)
		any |= (run->result.servers[i] > 0) == there;
	if (!any)
		return;
	say_key(voice, out, there ? "ui.ready.servers" : "ui.ready.absent");
	say_key(voice, out, "punct.colon");
	for (int i = 0; i < SERVER_COUNT; i++) {
		if ((run->result.servers[i] > 0) != there)
			continue;
		buf_printf(out, "%s%s", between, server_names[i]);
		if (run->result.servers[i] > 1)
			buf_printf(out, " (%u)", run->result.servers[i]);
		between = ", ";
	}
	buf_char(out, '\n');
}

/* What was included and not read. */
static void
unread_text(const struct ready_run *run, const struct voice *voice,
    struct buf *out)
{
	const struct { const char *key; uint64_t n; } sorts[] = {
		{ "ui.ready.missing", run->result.missing },
		{ "ui.ready.unmatched", run->result.unmatched },
		{ "ui.ready.left", run->result.left },
	};

	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		struct value n = value_count("n", sorts[i].n);

		if (sorts[i].n == 0)
			continue;
		say(voice, out, str_from(sorts[i].key), &n, 1);
		buf_char(out, '\n');
	}
}

static void
text_put(const struct ready_run *run, const struct voice *voice,
    struct buf *out)
{
	bool told[READY_CHECKS] = { false };

	say_key(voice, out, "ui.ready");
	buf_text(out, "\n\n");
	for (int q = 0; q < Q_COUNT; q++)
		question_text(run, voice, (enum question)q, told, out);
	buf_char(out, '\n');
	servers_text(run, voice, true, out);
	servers_text(run, voice, false, out);
	unread_text(run, voice, out);
}

/* ---- JSON ---- */

static const char *const states[] = {
	[READY_NOT_ASKED] = "not_judged", [READY_HOLDS] = "yes",
	[READY_FAILS] = "no",
};

static void
hurts_json(struct json_out *out, uint16_t hurts)
{
	char name[8];

	json_key(out, "hurts");
	json_array(out);
	for (int q = 0; q < Q_COUNT; q++) {
		snprintf(name, sizeof name, "q%d", q + 1);
		if ((hurts >> q & 1) != 0)
			json_text(out, str_from(name));
	}
	json_array_end(out);
}

static void
checks_json(const struct ready_run *run, const struct voice *voice,
    struct json_out *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < ready_checks_count; i++) {
		const struct ready_check *check = ready_checks[i];

		if (run->result.checks[i] == READY_NOT_ASKED)
			continue;
		buf_reset(&text);
		say_dotted(voice, &text, "ready.%s", check->name);
		json_object(out);
		json_member(out, "check", str_from(check->name));
		json_member(out, "server",
		    str_from(server_names[check->server]));
		json_key(out, "holds");
		json_bool(out, run->result.checks[i] == READY_HOLDS);
		hurts_json(out, ready_hurts(check));
		json_member(out, "without", buf_str(&text));
		json_member(out, "setting", str_from(setting_of(run, check)));
		json_object_end(out);
	}
	buf_fini(&text);
}

static void
json_put(const struct ready_run *run, const struct voice *voice,
    struct buf *text)
{
	struct json_out out;
	char name[8];

	json_init(&out);
	json_object(&out);
	json_key(&out, "questions");
	json_object(&out);
	for (int q = 0; q < Q_COUNT; q++) {
		snprintf(name, sizeof name, "q%d", q + 1);
		json_member(&out, name, str_from(
		    states[ready_question(&run->result, (enum question)q)]));
	}
	json_object_end(&out);
	json_key(&out, "servers");
	json_object(&out);
	for (int i = 0; i < SERVER_COUNT; i++)
		json_member_u64(&out, server_names[i], run->result.servers[i]);
	json_object_end(&out);
	json_key(&out, "checks");
	json_array(&out);
	checks_json(run, voice, &out);
	json_array_end(&out);
	json_member_u64(&out, "includes_missing", run->result.missing);
	json_member_u64(&out, "includes_unmatched", run->result.unmatched);
	json_member_u64(&out, "files_left", run->result.left);
	json_object_end(&out);
	buf_add(text, json_str(&out));
	buf_char(text, '\n');
	json_fini(&out);
}

/* ---- the command ---- */

static int
answer(struct ready_run *run, const struct voice *voice)
{
	struct buf text = { 0 };
	struct err err;
	bool open = false;

	if (run->settings.instance_count == 0)
		return notes_code(run->settings.note_count, "ready: no "
		    "configuration was found: dovecot.conf, main.cf, "
		    "config.inc.php, nginx.conf, apache2.conf, "
		    "postgresql.conf", false);
	if (!ready_judge(&run->settings, &run->site, run->site_path != NULL,
	    &run->result, &err)) {
		log_say("ready: %s", err.text);
		return EXIT_FAILED;
	}
	if (run->json)
		json_put(run, voice, &text);
	else
		text_put(run, voice, &text);
	fwrite(text.at, 1, text.len, stdout);
	buf_fini(&text);
	for (int q = 0; q < Q_COUNT; q++)
		open |= ready_question(&run->result, (enum question)q) !=
		    READY_HOLDS;
	return notes_code(run->settings.note_count, NULL, open);
}

static int
ready_answer(struct ready_run *run, char **paths, size_t count)
{
	struct catalogue catalogue;
	struct str lang = run->lang != NULL ? str_from(run->lang) :
	    run->site.lang.len > 0 ? run->site.lang : STR("en");
	struct err err;
	int code;

	if (!catalogue_has(lang) || !catalogue_open(&catalogue, lang, &err)) {
		log_say("ready: --lang: there are en and fr");
		return EXIT_USAGE;
	}
	settings_init(&run->settings);
	settings_gather(&run->settings, paths, count);
	notes_say(run->settings.notes, run->settings.note_count);
	code = answer(run, &(struct voice){ .catalogue = &catalogue,
	    .markup = MARKUP_TEXT });
	settings_fini(&run->settings);
	catalogue_close(&catalogue);
	return code;
}

static int ready_main(int argc, char **argv);

const struct command command_ready = {
	.name = "ready",
	.about = "Say which questions these servers could not answer tomorrow",
	.usage = "[--site FILE] [--lang en|fr] [--json] CONFIG...",
	.options =
	    "  --site FILE   what logs do not say: webmail, registers\n"
	    "  --lang en|fr  language; default the site's, or en\n"
	    "  --json        one JSON object\n"
	    "\nCONFIG is a configuration file or a folder of them: "
	    "Dovecot, Postfix,\nRoundcube, nginx, Apache, PostgreSQL.\n",
	.run = ready_main,
};

static int
ready_main(int argc, char **argv)
{
	struct ready_run run = { 0 };
	const struct option_def defs[] = {
		{ "--site", &run.site_path, NULL },
		{ "--lang", &run.lang, NULL },
		{ "--json", NULL, &run.json },
		{ 0 },
	};
	int count = options_take(&command_ready, argc, argv, defs);
	struct err err;
	int code = EXIT_USAGE;

	if (count < 0)
		return EXIT_USAGE;
	if (count == 0) {
		log_say("ready: no configuration was named; "
		    "name files or folders, /etc/dovecot");
		return EXIT_USAGE;
	}
	site_init(&run.site);
	if (run.site_path != NULL &&
	    !site_load(&run.site, run.site_path, &err))
		log_say("%s", err.text);
	else
		code = ready_answer(&run, argv, (size_t)count);
	site_fini(&run.site);
	return code;
}
