#include "report/stamp.h"

#include <stdio.h>

struct stamp_parts
stamp_split(struct event_time time, const struct zone *zone)
{
	int64_t offset = zone == NULL ? 0 : zone_offset(zone, time.ms);
	int64_t local = time.ms + offset;
	int64_t days = local / DAY_MS, rest = local % DAY_MS;
	struct stamp_parts parts = { 0 };

	if (rest < 0) {			/* before 1970 */
		rest += DAY_MS;
		days--;
	}
	clock_date(days, &parts.year, &parts.month, &parts.day);
	parts.ms = (int)(rest % 1000);
	parts.second = (int)(rest / 1000 % 60);
	parts.minute = (int)(rest / MINUTE_MS % 60);
	parts.hour = (int)(rest / MINUTE_MS / 60);
	parts.offset_minutes = (int)(offset / MINUTE_MS);
	return parts;
}

static struct str
done(char text[STAMP_TEXT], int used)
{
	return str_of(text, used < STAMP_TEXT ? (size_t)used : STAMP_TEXT - 1);
}

struct str
stamp_utc(struct event_time time, char text[STAMP_TEXT])
{
	struct stamp_parts p = stamp_split(time, NULL);
	char fraction[8] = "";

	if (p.ms != 0)
		snprintf(fraction, sizeof fraction, ".%03d", p.ms);
	return done(text, snprintf(text, STAMP_TEXT,
	    "%04d-%02d-%02dT%02d:%02d:%02d%sZ", p.year, p.month, p.day,
	    p.hour, p.minute, p.second, fraction));
}

struct str
stamp_local(struct event_time time, const struct zone *zone, bool offset,
    char text[STAMP_TEXT])
{
	struct stamp_parts p = stamp_split(time, zone);
	int away = p.offset_minutes < 0 ? -p.offset_minutes : p.offset_minutes;
	char behind[16] = "";

	if (offset && away == 0)
		snprintf(behind, sizeof behind, "Z");
	else if (offset)
		snprintf(behind, sizeof behind, "%c%02d:%02d",
		    p.offset_minutes < 0 ? '-' : '+', away / 60, away % 60);
	return done(text, snprintf(text, STAMP_TEXT,
	    "%04d-%02d-%02d %02d:%02d:%02d%s", p.year, p.month, p.day, p.hour,
	    p.minute, p.second, behind));
}
