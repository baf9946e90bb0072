#include "app/findings.h"

#include "base/json.h"
#include "report/stamp.h"

static const char *const grades[] = {
	[GRADE_CONFIRMED] = "confirmed", [GRADE_PROBABLE] = "probable",
	[GRADE_POSSIBLE] = "possible", [GRADE_EXCLUDED] = "excluded",
	[GRADE_UNKNOWABLE] = "unknowable",
};

static const char *const mark_words[] = {
	[MARK_NONE] = "", [MARK_TRUE] = "true", [MARK_FALSE] = "false",
};

void
findings_mark(struct finding_list *findings, const struct intern *names,
    const struct marks *marks)
{
	char digits[MARK_DIGITS + 1];

	for (size_t i = 0; marks->count > 0 && i < findings->count; i++) {
		struct finding *f = &findings->at[i];
		const struct mark *mark = marks_find(marks,
		    finding_name(f, names, digits));

		if (mark == NULL)
			continue;
		f->mark = mark->truth ? MARK_TRUE : MARK_FALSE;
		f->strength = mark->truth ? GRADE_CONFIRMED : GRADE_EXCLUDED;
	}
}

/* As report.json names lines. */
static void
lines_member(struct json_out *out, const struct proof_list *lines,
    const struct proof *proofs)
{
	json_key(out, "lines");
	json_array(out);
	for (size_t i = 0; i < lines->count && i < FINDING_LINES; i++) {
		const struct proof *proof = &proofs[lines->at[i]];

		json_object(out);
		json_key(out, "sha256");
		json_hex(out, proof->sha256, sizeof proof->sha256);
		json_member_u64(out, "ordinal", proof->ordinal);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
finding_row(struct json_out *out, const struct finding *f, bool relevant,
    const struct intern *names, const struct proof_list *lines,
    const struct proof *proofs)
{
	char digits[MARK_DIGITS + 1], stamp[STAMP_TEXT];

	json_object(out);
	json_member(out, "id", finding_name(f, names, digits));
	json_member(out, "name", str_from(f->name));
	json_member(out, "account", intern_str(names, f->user));
	json_member(out, "network", intern_str(names, f->place));
	json_member(out, "source", intern_str(names, f->stream));
	json_member(out, "first", stamp_utc(f->first, stamp));
	json_member(out, "last", stamp_utc(f->last, stamp));
	json_member(out, "fired", stamp_utc(f->fired, stamp));
	json_member(out, "strength", str_from(grades[f->strength]));
	json_member(out, "mark", str_from(mark_words[f->mark]));
	json_member_u64(out, "count", f->count);
	if (f->basis == BASIS_TRAVEL) {
		json_member(out, "from", intern_str(names, f->other));
		json_member_u64(out, "km", f->km);
		json_member_u64(out, "km_per_hour", f->kmh);
	}
	json_key(out, "incident");
	json_bool(out, relevant);
	lines_member(out, lines, proofs);
	json_object_end(out);
}

void
findings_json(const struct finding_list *findings,
    const struct incident *incident, const struct intern *names,
    const struct answers *answers, struct buf *to)
{
	struct json_out out;

	json_init(&out);
	json_plain(&out, STR("{\"findings\":"));
	json_array(&out);
	for (size_t i = 0; i < findings->count; i++) {
		json_plain(&out, i == 0 ? STR("\n") : STR(",\n"));
		finding_row(&out, &findings->at[i], incident->relevant[i],
		    names, &answers->finding_lines[i], answers->proofs);
	}
	json_array_end(&out);
	json_plain(&out, STR("}\n"));
	buf_add(to, json_str(&out));
	json_fini(&out);
}
