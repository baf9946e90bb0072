#include "event/ocsf.h"

#include "test/test.h"

static const struct ocsf_line about = { .format = STR_INIT("dovecot") };

static void
check_ocsf(const struct event *ev, struct str want)
{
	struct json_out out;

	json_init(&out);
	ocsf_event(&out, ev, &about);
	CHECK_STR(json_str(&out), want);
	json_fini(&out);
}

TEST(a_sign_in_has_what_its_class_requires)
{
	struct event ev = { .kind = K_LOGIN, .outcome = OUTCOME_FAILURE };

	ev.time = (struct stamp){ { 1765487040000 }, STAMP_SET };
	check_ocsf(&ev, STR("{\"activity_id\":1,\"category_uid\":3,"
	    "\"class_uid\":3002,\"metadata\":{\"log_name\":\"dovecot\","
	    "\"product\":{\"name\":\"Dovecot\",\"vendor_name\":"
	    "\"Open-Xchange\"},\"profiles\":[\"host\"],\"version\":"
	    "\"1.8.0\"},\"service\":{\"name\":\"\"},\"severity_id\":1,"
	    "\"status_id\":2,\"time\":1765487040000,\"type_uid\":300201,"
	    "\"unmapped\":{\"kind\":\"login\"},\"user\":{\"name\":\"\"}}\n"));
}

TEST(a_user_goes_below_the_actor_where_the_class_has_none)
{
	struct event ev = { .kind = K_RECORD };
	struct json_out out;

	event_set(&ev, F_USER, STR("a.durand"));
	event_set(&ev, F_SESSION, STR("s1"));
	event_set(&ev, F_RECORD, STR("[\"12\", 7]"));
	event_set(&ev, F_PERSON, STR("p1, p2"));
	event_set(&ev, F_ROWS, STR("0012"));
	event_set(&ev, F_TLS_VERSION, STR("TLSv1.3"));
	json_init(&out);
	ocsf_event(&out, &ev, &about);
	CHECK(str_has(json_str(&out), STR("\"actor\":{\"session\":{\"uid\":"
	    "\"s1\"},\"user\":{\"name\":\"a.durand\"}}")));
	CHECK(str_has(json_str(&out), STR("\"record\":{\"uid\":[\"12\",\"7\"]"
	    "}")));
	CHECK(str_has(json_str(&out), STR("\"person\":{\"uid\":[\"p1\",\"p2\""
	    "]}")));
	CHECK(str_has(json_str(&out), STR("\"query\":{\"rows\":12}")));
	CHECK(str_has(json_str(&out), STR("\"tls\":{\"version\":\"TLSv1.3\"}"
	    "},")) || str_has(json_str(&out),
	    STR("\"tls\":{\"version\":\"TLSv1.3\"}}")));
	CHECK(str_has(json_str(&out), STR("\"src_endpoint\":{\"name\":\"\"}")));
	json_fini(&out);
}

TEST(a_list_that_is_no_json_is_text)
{
	struct event ev = { .kind = K_RECORD };
	struct json_out out;

	event_set(&ev, F_RECORD, STR("[\"12\", {\"a\":1}]"));
	json_init(&out);
	ocsf_event(&out, &ev, &about);
	CHECK(str_has(json_str(&out), STR("\"record\":{\"uid\":[\"[\\\"12\\\"\""
	    ",\"{\\\"a\\\":1}]\"]}")));
	json_fini(&out);
}

TEST(every_kind_is_one_json_object_a_line)
{
	struct json_out out;

	json_init(&out);
	for (int kind = 0; kind < K_COUNT; kind++) {
		struct event ev = { .kind = (uint8_t)kind };
		struct json_in in;
		struct str text;

		for (int full = 0; full < 2; full++) {
			for (int f = 0; full && f < F_COUNT; f++)
				event_set(&ev, (enum field)f, STR("7"));
			json_reset(&out);
			ocsf_event(&out, &ev, &about);
			text = json_str(&out);
			CHECK(str_take_end(&text, STR("\n")));
			json_open(&in, text, NULL);
			CHECK(json_next(&in, &text) == JSON_OBJECT);
			CHECK(json_skip(&in, &text));
		}
	}
	json_fini(&out);
}
