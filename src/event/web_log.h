/* web_log: the layout of an access log, as the web server's own configuration
 * spells it, made into steps once.
 *
 *	access_logs:
 *	  - nginx: '$remote_addr [$time_local] "$request" $status'
 *	    escape: default		# default | json | none
 *	  - apache: '%v:%p %h %l %u %t "%r" %>s %O'
 *
 * parse/web_custom.c follows the steps. */
#pragma once

#include "base/config.h"
#include "event/event.h"

/* What stands at a step. */
enum web_part {
	WEB_LITERAL,		/* the layout's own text */
	WEB_ADDRESS,		/* an address, or a name where the server asked
				 * for one; written by the server */
	WEB_NUMBER,		/* digits, or - */
	WEB_WORD,		/* server's, without what follows it */
	WEB_CLF,		/* 11/Dec/2025:21:04:00 +0100 */
	WEB_CLF_BRACKETS,	/* the same in brackets */
	WEB_ISO,		/* 2025-12-11T21:04:00+01:00 */
	WEB_EPOCH,		/* seconds since 1970, with decimals or not */
	WEB_PATTERN,		/* a stamp as step.text says */
	WEB_SECONDS,		/* how long it took */
	WEB_MICROSECONDS,
	WEB_MILLISECONDS,
	WEB_TYPED,		/* what the client sent */
	WEB_REQUEST, WEB_METHOD, WEB_URI, WEB_QUERY, WEB_PROTOCOL,
				/* typed as well */
};

struct web_step {
	enum web_part part;
	uint8_t	      field;	/* enum field; F_COUNT: not kept */
	bool	      quoted;	/* typed, and ends with the first quote that no
				 * backslash escapes */
	struct str    text;	/* WEB_LITERAL, WEB_PATTERN */
};

enum { WEB_STEPS_MAX = 96 };

struct web_log {
	struct web_step *steps;
	size_t		 count;
};

struct web_log_list { struct web_log *at; size_t count; };

/* A list of layouts, for tables of settings; into a web_log_list. */
config_read web_log_list_read;
