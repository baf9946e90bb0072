/* settings: configurations of any server, in two files that include each
 * other.  The first byte chooses the server. */
#include <stdint.h>

#include <stdio.h>

#include "app/ready.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t size)
{
	static const char *const names[] = { "dovecot.conf", "main.cf",
		"config.inc.php", "nginx.conf", "apache2.conf",
		"postgresql.conf", "master.cf" };
	struct settings settings;
	struct site site;
	struct instance instance = { .base = STR("x") };
	struct ready_case is = { &settings, &site, true };
	size_t root, half;
	char path[64];

	if (size < 2 || size > 1 << 16)
		return 0;
	root = at[0] % (sizeof names / sizeof *names);
	half = size / 2;
	instance.server = root == 0 ? SERVER_DOVECOT : root == 2 ?
	    SERVER_ROUNDCUBE : root == 3 ? SERVER_NGINX : root == 4 ?
	    SERVER_APACHE : root == 5 ? SERVER_POSTGRESQL : SERVER_POSTFIX;
	snprintf(path, sizeof path, "x/%s", names[root]);
	settings_init(&settings);
	site_init(&site);
	settings.file_cap = 2;
	settings.files = mem_zero(2 * sizeof *settings.files);
	settings.files[settings.file_count++] = (struct settings_file){
		str_from(path), STR("x"),
		str_of((const char *)at + 1, half) };
	settings.files[settings.file_count++] = (struct settings_file){
		STR("x/y.conf"), STR("x"),
		str_of((const char *)at + 1 + half, size - 1 - half) };
	settings_read(&settings, &instance);
	for (size_t i = 0; i < ready_checks_count; i++)
		if (ready_checks[i]->server == instance.server)
			ready_checks[i]->holds(&is);
	site_fini(&site);
	settings_fini(&settings);
	return 0;
}
