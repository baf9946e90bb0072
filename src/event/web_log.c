/* web_log: log_format of nginx and LogFormat of Apache, compiled. */
#include "event/web_log.h"

enum escape { ESCAPE_DEFAULT, ESCAPE_JSON, ESCAPE_NONE };

struct variable {
	struct str    name;
	enum web_part part;
	uint8_t	      field;
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SKIP F_COUNT

static const struct variable nginx_variables[] = {
	{ STR_INIT("remote_addr"), WEB_ADDRESS, F_SRC_IP },
	{ STR_INIT("realip_remote_addr"), WEB_ADDRESS, F_PROXY_IP },
	{ STR_INIT("server_addr"), WEB_ADDRESS, F_DST_IP },
	{ STR_INIT("remote_port"), WEB_NUMBER, F_SRC_PORT },
	{ STR_INIT("server_port"), WEB_NUMBER, F_DST_PORT },
	{ STR_INIT("remote_user"), WEB_TYPED, F_USER },
	{ STR_INIT("time_local"), WEB_CLF, SKIP },
	{ STR_INIT("time_iso8601"), WEB_ISO, SKIP },
	{ STR_INIT("msec"), WEB_EPOCH, SKIP },
	{ STR_INIT("request"), WEB_REQUEST, SKIP },
	{ STR_INIT("request_method"), WEB_METHOD, SKIP },
	{ STR_INIT("request_uri"), WEB_URI, SKIP },
	{ STR_INIT("uri"), WEB_URI, SKIP },
	{ STR_INIT("args"), WEB_QUERY, SKIP },
	{ STR_INIT("query_string"), WEB_QUERY, SKIP },
	{ STR_INIT("server_protocol"), WEB_PROTOCOL, SKIP },
	{ STR_INIT("status"), WEB_NUMBER, F_HTTP_STATUS },
	{ STR_INIT("body_bytes_sent"), WEB_NUMBER, F_HTTP_BYTES },
	{ STR_INIT("bytes_sent"), WEB_NUMBER, F_HTTP_BYTES },
	{ STR_INIT("request_length"), WEB_NUMBER, F_BYTES_IN },
	{ STR_INIT("request_time"), WEB_SECONDS, F_DURATION_MS },
	{ STR_INIT("connection"), WEB_NUMBER, SKIP },
	{ STR_INIT("connection_requests"), WEB_NUMBER, SKIP },
	{ STR_INIT("pid"), WEB_NUMBER, F_PID },
	{ STR_INIT("hostname"), WEB_WORD, F_HOST },
	{ STR_INIT("server_name"), WEB_WORD, F_DST_HOST },
	{ STR_INIT("scheme"), WEB_WORD, SKIP },
	{ STR_INIT("request_id"), WEB_WORD, SKIP },
	{ STR_INIT("pipe"), WEB_WORD, SKIP },
	{ STR_INIT("gzip_ratio"), WEB_WORD, SKIP },
	{ STR_INIT("ssl_protocol"), WEB_WORD, F_TLS_VERSION },
	{ STR_INIT("ssl_cipher"), WEB_WORD, F_TLS_CIPHER },
	{ STR_INIT("host"), WEB_TYPED, F_URL_HOST },
	{ STR_INIT("http_host"), WEB_TYPED, F_URL_HOST },
	{ STR_INIT("http_referer"), WEB_TYPED, F_HTTP_REFERRER },
	{ STR_INIT("http_user_agent"), WEB_TYPED, F_USER_AGENT },
	{ STR_INIT("http_x_forwarded_for"), WEB_TYPED, F_FORWARDED },
	{ STR_INIT("proxy_add_x_forwarded_for"), WEB_TYPED, F_FORWARDED },
};

static const struct variable apache_letters[] = {
	{ STR_INIT("h"), WEB_ADDRESS, F_SRC_IP },
	{ STR_INIT("a"), WEB_ADDRESS, F_SRC_IP },
	{ STR_INIT("{c}a"), WEB_ADDRESS, F_PROXY_IP },
	{ STR_INIT("A"), WEB_ADDRESS, F_DST_IP },
	{ STR_INIT("l"), WEB_TYPED, SKIP },
	{ STR_INIT("u"), WEB_TYPED, F_USER },
	{ STR_INIT("t"), WEB_CLF_BRACKETS, SKIP },
	{ STR_INIT("{sec}t"), WEB_EPOCH, SKIP },
	{ STR_INIT("{msec}t"), WEB_EPOCH, SKIP },
	{ STR_INIT("{usec}t"), WEB_EPOCH, SKIP },
	{ STR_INIT("r"), WEB_REQUEST, SKIP },
	{ STR_INIT("m"), WEB_METHOD, SKIP },
	{ STR_INIT("U"), WEB_URI, SKIP },
	{ STR_INIT("q"), WEB_QUERY, SKIP },
	{ STR_INIT("H"), WEB_PROTOCOL, SKIP },
	{ STR_INIT("s"), WEB_NUMBER, F_HTTP_STATUS },
	{ STR_INIT("b"), WEB_NUMBER, F_HTTP_BYTES },
	{ STR_INIT("B"), WEB_NUMBER, F_HTTP_BYTES },
	{ STR_INIT("O"), WEB_NUMBER, F_HTTP_BYTES },
	{ STR_INIT("I"), WEB_NUMBER, F_BYTES_IN },
	{ STR_INIT("S"), WEB_NUMBER, SKIP },
	{ STR_INIT("D"), WEB_MICROSECONDS, F_DURATION_MS },
	{ STR_INIT("{us}T"), WEB_MICROSECONDS, F_DURATION_MS },
	{ STR_INIT("{ms}T"), WEB_MILLISECONDS, F_DURATION_MS },
	{ STR_INIT("{s}T"), WEB_SECONDS, F_DURATION_MS },
	{ STR_INIT("T"), WEB_SECONDS, F_DURATION_MS },
	{ STR_INIT("v"), WEB_WORD, F_DST_HOST },
	{ STR_INIT("V"), WEB_TYPED, F_URL_HOST },
	{ STR_INIT("p"), WEB_NUMBER, F_DST_PORT },
	{ STR_INIT("{canonical}p"), WEB_NUMBER, F_DST_PORT },
	{ STR_INIT("{local}p"), WEB_NUMBER, F_DST_PORT },
	{ STR_INIT("{remote}p"), WEB_NUMBER, F_SRC_PORT },
	{ STR_INIT("P"), WEB_NUMBER, F_PID },
	{ STR_INIT("{pid}P"), WEB_NUMBER, F_PID },
	{ STR_INIT("{tid}P"), WEB_NUMBER, SKIP },
	{ STR_INIT("k"), WEB_NUMBER, SKIP },
	{ STR_INIT("X"), WEB_WORD, SKIP },
	{ STR_INIT("L"), WEB_WORD, SKIP },
	{ STR_INIT("{ssl_protocol}x"), WEB_WORD, F_TLS_VERSION },
	{ STR_INIT("{ssl_cipher}x"), WEB_WORD, F_TLS_CIPHER },
	{ STR_INIT("{referer}i"), WEB_TYPED, F_HTTP_REFERRER },
	{ STR_INIT("{user-agent}i"), WEB_TYPED, F_USER_AGENT },
	{ STR_INIT("{x-forwarded-for}i"), WEB_TYPED, F_FORWARDED },
	{ STR_INIT("{host}i"), WEB_TYPED, F_URL_HOST },
};

/* What is not in the table may hold anything. */
static struct web_step
step_of(const struct variable *table, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (name.at[0] == '{' ? str_eq_nocase(table[i].name, name)
				      : str_eq(table[i].name, name))
			return (struct web_step){ .part = table[i].part,
				.field = table[i].field };
	return (struct web_step){ .part = WEB_TYPED, .field = SKIP };
}

/* ---- layouts ---- */

struct layout {
	struct config	*config;
	struct web_step	 steps[WEB_STEPS_MAX];
	size_t		 count;
};

static bool
step_add(struct layout *layout, struct web_step step)
{
	struct web_step *last = layout->count == 0 ? NULL :
	    &layout->steps[layout->count - 1];

	if (step.part == WEB_LITERAL && step.text.len == 0)
		return true;
	if (step.part == WEB_LITERAL && last != NULL &&
	    last->part == WEB_LITERAL) {
		last->text = arena_printf(layout->config->arena,
		    STR_FMT STR_FMT, STR_ARG(last->text), STR_ARG(step.text));
		return true;
	}
	if (layout->count == WEB_STEPS_MAX)
		return false;
	layout->steps[layout->count++] = step;
	return true;
}

static bool
literal_add(struct layout *layout, struct str text)
{
	return step_add(layout, (struct web_step){ .part = WEB_LITERAL,
		.text = text });
}

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* "$name", "${name}" */
static bool
nginx_compile(struct layout *layout, struct str s)
{
	struct str head, name;

	while (str_take_until_char(&s, '$', &head)) {
		bool   braces = str_take_char(&s, '{');
		size_t n = 0;

		while (n < s.len && is_name_byte(s.at[n]))
			n++;
		name = str_of(s.at, n);
		str_drop(&s, n);
		if (n == 0 || (braces && !str_take_char(&s, '}')) ||
		    !literal_add(layout, head) ||
		    !step_add(layout, step_of(nginx_variables,
		    COUNT(nginx_variables), name)))
			return false;
	}
	return literal_add(layout, s);
}

/* "%{begin:%Y-%m-%d}t": a stamp by a pattern, its short forms spelt out. */
static struct str
pattern_of(struct config *config, struct str inside)
{
	struct str out = STR(""), head;

	str_take(&inside, STR("begin:"));
	str_take(&inside, STR("end:"));
	while (str_take_until_char(&inside, '%', &head)) {
		const char *more = str_starts(inside, STR("T")) ? "%H:%M:%S" :
		    str_starts(inside, STR("F")) ? "%Y-%m-%d" :
		    str_starts(inside, STR("R")) ? "%H:%M" : NULL;

		if (more != NULL)
			str_drop(&inside, 1);
		out = arena_printf(config->arena, STR_FMT STR_FMT "%s",
		    STR_ARG(out), STR_ARG(head), more == NULL ? "%" : more);
		if (more == NULL && inside.len > 0) {
			out = arena_printf(config->arena, STR_FMT "%c",
			    STR_ARG(out), inside.at[0]);
			str_drop(&inside, 1);
		}
	}
	return arena_printf(config->arena, STR_FMT STR_FMT, STR_ARG(out),
	    STR_ARG(inside));
}

/* What follows a %: "400,501!{Referer}>i"; its conditions are passed over. */
static bool
apache_directive(struct layout *layout, struct str *s)
{
	struct str name = *s, inside = { 0 };
	size_t	   n = 0;

	while (n < s->len && (s->at[n] == '!' || s->at[n] == ',' ||
	    s->at[n] == '<' || s->at[n] == '>' ||
	    (s->at[n] >= '0' && s->at[n] <= '9')))
		n++;
	str_drop(s, n);
	name.at = s->at;
	if (str_take_char(s, '{') && !str_take_until_char(s, '}', &inside))
		return false;
	while (str_take_char(s, '>') || str_take_char(s, '<'))
		;
	if (str_take_char(s, '^'))	/* %{X}^ti: a trailer */
		str_drop(s, s->len < 2 ? s->len : 2);
	else if (s->len == 0)
		return false;
	else
		str_drop(s, 1);
	name.len = (size_t)(s->at - name.at);
	if (str_eq(name, STR("%")))
		return literal_add(layout, name);
	if (inside.at != NULL && str_ends(name, STR("t")) &&
	    memchr(inside.at, '%', inside.len) != NULL)
		return step_add(layout, (struct web_step){ .part = WEB_PATTERN,
			.field = SKIP, .text = pattern_of(layout->config,
			inside) });
	return step_add(layout, step_of(apache_letters,
	    COUNT(apache_letters), name));
}

static bool
apache_compile(struct layout *layout, struct str s)
{
	struct str head;

	while (str_take_until_char(&s, '%', &head))
		if (!literal_add(layout, head) ||
		    !apache_directive(layout, &s))
			return false;
	return literal_add(layout, s);
}

static bool
is_typed(enum web_part part)
{
	return part >= WEB_TYPED;
}

/* Text must stand behind what a client typed, or its end cannot be found. */
static bool
layout_settle(struct layout *layout, bool escapes)
{
	bool any = false;

	for (size_t i = 0; i < layout->count; i++) {
		struct web_step *step = &layout->steps[i];
		bool last = i + 1 == layout->count;
		bool text = last || step[1].part == WEB_LITERAL;

		any |= step->part != WEB_LITERAL;
		if (!text && (is_typed(step->part) || step->part == WEB_WORD))
			return false;
		step->quoted = escapes && is_typed(step->part) && i > 0 &&
		    !last && step[-1].part == WEB_LITERAL &&
		    str_ends(step[-1].text, STR("\"")) &&
		    str_starts(step[1].text, STR("\""));
	}
	return any;
}

/* ---- the site file ---- */

struct draft { struct str nginx, apache; enum escape escape; };

static bool
read_escape(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct str names[] = {
		[ESCAPE_DEFAULT] = STR_INIT("default"),
		[ESCAPE_JSON] = STR_INIT("json"),
		[ESCAPE_NONE] = STR_INIT("none"),
	};

	for (size_t i = 0; node->type == YAML_SCALAR_NODE && i < COUNT(names);
	     i++)
		if (str_eq(config_scalar(node), names[i])) {
			*(enum escape *)into = (enum escape)i;
			return true;
		}
	return config_refuse(config, node, "default, json or none was wanted");
}

static bool
read_log(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "nginx", config_text, offsetof(struct draft, nginx) },
		{ "apache", config_text, offsetof(struct draft, apache) },
		{ "escape", read_escape, offsetof(struct draft, escape) },
		{ 0 }
	};
	struct web_log *log = into;
	struct draft	draft = { .escape = ESCAPE_DEFAULT };
	struct layout	layout = { .config = config };
	bool		escapes;

	if (!config_map(config, node, settings, &draft))
		return false;
	if ((draft.nginx.len > 0) == (draft.apache.len > 0))
		return config_refuse(config, node, "one of nginx: and apache: "
		    "was wanted, with the layout of its log");
	escapes = draft.nginx.len == 0 || draft.escape != ESCAPE_NONE;
	if (!(draft.nginx.len > 0 ? nginx_compile(&layout, draft.nginx)
				  : apache_compile(&layout, draft.apache)) ||
	    !layout_settle(&layout, escapes))
		return config_refuse(config, node, "this layout cannot be "
		    "read: a variable, and text behind what clients type, "
		    "were wanted");
	log->count = layout.count;
	log->steps = arena_take(config->arena,
	    layout.count * sizeof *log->steps);
	memcpy(log->steps, layout.steps, layout.count * sizeof *log->steps);
	return true;
}

bool
web_log_list_read(struct config *config, const yaml_node_t *node, void *into)
{
	struct web_log_list *logs = into;
	struct config_list   list;

	if (!config_sequence(config, node, sizeof *logs->at, read_log, &list))
		return false;
	*logs = (struct web_log_list){ list.at, list.count };
	return true;
}
