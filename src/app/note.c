#include "app/note.h"

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
