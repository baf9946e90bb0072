/* known: fuzz the reading of indicators, which come from strangers. */
#include "event/indicators.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size);
	struct indicators in;
	struct err err = { "" };

	indicators_init(&in);
	if (!indicators_read(&in, text, &err))
		must(err.text[0] != '\0');
	must(in.count <= INDICATORS_MAX);
	indicators_of_address(&in, text);
	indicators_of_text(&in, IND_ACCOUNT, text);
	indicators_fini(&in);
	return 0;
}
