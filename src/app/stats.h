/* stats: where the time of a run went, for --stats.
 *
 * Durations, never instants; nothing of it reaches a case.  One for the
 * process: phases follow each other and do not nest. */
#pragma once

/* The phase before ends here and this one begins; name is a literal. */
void stats_phase(const char *name);

/* The last phase ends.  A line for each phase, in the order of their first
 * beginning, to standard error: seconds that passed, of processor time in
 * this process, and their sum beside what the other processes used. */
void stats_tell(void);
