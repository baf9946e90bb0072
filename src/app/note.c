#include "app/note.h"

#include "app/command.h"
#include "base/buf.h"
#include "base/log.h"
#include "report/escape.h"

void
notes_say(const struct str *notes, size_t count)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < count; i++) {
		buf_reset(&text);
		escape_text_whole(&text, notes[i]);
		log_say(STR_FMT, STR_ARG(buf_str(&text)));
	}
	buf_fini(&text);
}

/* Members of an archive stand behind it. */
bool
inputs_were_read(const struct input *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool has_members = i + 1 < count && !inputs[i].is_member &&
		    inputs[i + 1].is_member;

		if (inputs[i].lines > 0 ||
		    (inputs[i].error.len == 0 && !has_members))
			return true;
	}
	return false;
}

const char nothing_read[] = "nothing could be read at the paths given";

int
notes_code(size_t notes, const char *nothing, bool answer_is_no)
{
	if (nothing != NULL)
		log_say("%s", nothing);
	return nothing != NULL ? EXIT_FAILED : answer_is_no ? EXIT_ANSWER_NO :
	    notes > 0 ? EXIT_PARTLY : EXIT_DONE;
}
