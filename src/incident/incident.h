/* incident: findings and sessions become one incident.
 *
 * It starts from addresses that findings call hostile and grows to a fixed
 * point: what signs in from there is the intruder's; accounts it reaches are
 * taken over from then on; of what else those accounts did from then on, the
 * owner's networks are excluded, the intruder's network is probable, and any
 * network new to the account is possible.  So is, of what they did before,
 * what came from a network new then, or what a finding names.  An intrusion without a finding
 * that is strong by itself needs two weak ones from one place: a network new
 * to two accounts within three days, or to one that many networks had tried
 * before, and a mass read from it; or some failures, a sign-in and a deed of
 * one who hides or stays.  What is
 * assumed (assume.h) stands above all of it. */
#pragma once

#include "event/incident.h"
#include "incident/places.h"

struct incident_input {
	const struct site	  *site;
	const struct intern	  *names;
	const struct session_list *sessions;
	const struct finding_list *findings;
	struct places		  *places;
	const uint8_t		  *assumed;	/* assume_sessions(); NULL */
};

void incident_judge(const struct incident_input *input,
    struct incident *incident);
