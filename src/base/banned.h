/* banned: calls that do not compile here, after git's banned.h.
 *
 * Each has a bounded or re-entrant replacement in base/.  The Makefile
 * includes this file before every other. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) banned_##name##_see_base_banned_h

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#define strcpy(...)	BANNED(strcpy)
#define strcat(...)	BANNED(strcat)
#define strncpy(...)	BANNED(strncpy)
#define strncat(...)	BANNED(strncat)
#define strtok(...)	BANNED(strtok)
#undef sprintf
#undef vsprintf
#define sprintf(...)	BANNED(sprintf)
#define vsprintf(...)	BANNED(vsprintf)
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#define localtime(...)	BANNED(localtime)
#define gmtime(...)	BANNED(gmtime)
#define ctime(...)	BANNED(ctime)
#define asctime(...)	BANNED(asctime)
