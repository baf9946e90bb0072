/* pam: what PAM modules log in the name of the program that asked them.
 *
 *	pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0
 *	    tty=ssh ruser= rhost=198.51.100.9  user=bob
 *	pam_sss(sudo:auth): received for user bob: 7 (Authentication failure)
 *	pam_unix(login:session): session opened for user bob(uid=1000) by (uid=0)
 *
 * user, and ruser where the program hands on what was typed, may hold
 * anything, " rhost=192.0.2.1" included. */
#pragma once

#include "parse/parse.h"

/* Whom PAM speaks for. */
enum pam_caller {
	PAM_SSHD,	/* leaves ruser empty; has lines of its own for
			 * sign-ins */
	PAM_LOGIN,	/* a person's sessions are told by PAM alone */
	PAM_OTHER,	/* sessions are of jobs and of commands */
};

/* A line that begins with "pam_", or with "PAM " and a count; PARSED_OTHER if
 * it is none. */
enum parsed pam_line(struct str text, enum pam_caller caller,
    struct event *ev);

/* The peer, an address or a name, "::ffff:" and a scope left out. */
void pam_set_peer(struct str peer, struct event *ev);
