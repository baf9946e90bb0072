/* scene: scope over one or two hand-made sessions of alice, for tests. */
#pragma once

#include "scope/scope.h"

struct scene {
	struct site	    site;
	struct intern	    names;
	struct session_list sessions;
	struct session	    session[2];
	struct judgement    judged[2];
	struct finding_list findings;
	struct incident	    incident;
	struct answers	    answers;
	struct scope	   *scope;
	uint32_t	    alice;
	bool		    relevant[4];
	struct marks	    marks;
	struct outside	    outside;
};

/* One session of alice with that grade; a test may add to it before scope
 * begins.  Answers of an earlier scope go. */
void scene_make(struct scene *scene, enum service service, uint8_t flags,
    enum grade grade);
void scene_begin(struct scene *scene);
void scene_free(struct scene *scene);

/* Both at once. */
void scene_open(struct scene *scene, enum service service, uint8_t flags,
    enum grade grade);

/* Another line of alice each time, of her first session. */
void feed(struct scene *scene, struct brief brief);

/* By id; the first of that key; NULL: none. */
const struct figure *figure(const struct scene *scene, const char *id);
const struct statement *statement(const struct scene *scene, enum question q,
    const char *key);

/* The number of a value of a statement; -1: it has none of that name. */
int64_t number_of(const struct statement *statement, const char *name);

/* A finding of the incident about alice, or about no account. */
struct finding *found(struct scene *scene, const char *name, bool alice,
    enum grade strength, int64_t first, int64_t fired);
