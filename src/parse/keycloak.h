/* keycloak: the events that Keycloak writes to its own log.
 *
 * formats/keycloak.c reads lines of its files and its JSON log,
 * formats/keycloak_syslog.c what went through syslog. */
#pragma once

#include "parse/parse.h"

enum parsed keycloak_line(struct str text, const struct parse_context *context,
    struct event *ev);
