/* searches: what the findings about words searched share. */
#pragma once

#include "detect/detect.h"

/* State of one such finding: sessions that it told. */
void *searches_open(void);
void searches_close(void *state, struct detect_context *context);

/* Tell once per session that a word of the topic was searched. */
void searches_feed(void *state, const struct observation *seen,
    struct detect_context *context, const char *name, enum word_topic topic);
