/* maxmind: what our reading of a table gives for addresses, one a line.
 *
 *	maxmind city|asn FILE.mmdb <ADDRESSES
 *
 * Prints ADDRESS, country, city, number and operator between tabs. */
#include <stdio.h>
#include <string.h>

#include "event/location.h"

int
main(int argc, char **argv)
{
	struct location_tables tables = { 0 };
	struct err err;
	char line[128];

	if (argc != 3)
		return 2;
	if (strcmp(argv[1], "asn") == 0)
		tables.asn_path = str_from(argv[2]);
	else
		tables.city_path = str_from(argv[2]);
	if (!location_open(&tables, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	while (fgets(line, sizeof line, stdin) != NULL) {
		struct location at;

		line[strcspn(line, "\n")] = '\0';
		at = location_of(&tables, str_from(line));
		printf("%s\t" STR_FMT "\t" STR_FMT "\t%llu\t" STR_FMT "\n",
		    line, STR_ARG(at.country), STR_ARG(at.city),
		    (unsigned long long)at.as, STR_ARG(at.operator));
	}
	location_close(&tables);
	return 0;
}
