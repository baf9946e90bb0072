/* escape: bytes from logs, made fit for a terminal or a page.
 *
 * What cannot be shown safely is spelled out: control bytes and bytes that
 * are not UTF-8 as \x1b; marks that turn the writing direction, have no
 * width or end a line as \u{202e}.  So a name can neither steer a terminal
 * nor look like another.  Text over ESCAPE_MAX characters is cut, and it is
 * said how many bytes are missing. */
#pragma once

#include "base/buf.h"
#include "base/str.h"

enum { ESCAPE_MAX = 240 };	/* a user agent fits; a megabyte does not */

void escape_text(struct buf *out, struct str s);
void escape_text_whole(struct buf *out, struct str s);	/* however long */

/* The same, and fit for HTML content and quoted attributes. */
void escape_html(struct buf *out, struct str s);

/* Text of our own, whole, for HTML. */
void escape_html_own(struct buf *out, struct str s);
