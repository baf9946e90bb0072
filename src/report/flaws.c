/* flaws: what is wrong with the lines of an input, in words. */
#include "report/voice.h"

bool
say_flaws(const struct voice *voice, struct buf *out,
    const struct input *input)
{
	const struct value path = value_text("path", input->path);
	bool any = false;

	for (int i = 0; i < FLAW_COUNT; i++) {
		if (input->flaws[i] == 0)
			continue;
		if (any) {
			buf_text(out, ", ");
		} else {
			say(voice, out, STR("note.flaws"), &path, 1);
			say_key(voice, out, "punct.colon");
			buf_char(out, ' ');
		}
		buf_u64(out, input->flaws[i]);
		buf_char(out, ' ');
		say_name(voice, out, "flaw", str_from(flaw_names[i]));
		any = true;
	}
	if (any)
		buf_char(out, '.');
	return any;
}
