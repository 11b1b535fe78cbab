#include "feedd/sandbox_conf.h"
#include "feedd/conf.h"
#include "feedd/conf_site.h"
#include "feedd/sandbox.h"

int
sandbox_conf(const struct feedd_conf *c, const char *path, struct fail *f)
{
	struct sandbox box = { 0 };
	int rc;

	if (!c->sandbox)
		return 0;
	for (size_t i = 0; i < c->nsites; i++)
		sandbox_path(&box, c->sites[i].tree, SANDBOX_READ);
	if (c->trees != NULL)
		sandbox_path(&box, c->trees, SANDBOX_READ);
	sandbox_folder_of(&box, path, SANDBOX_READ);
	for (size_t i = 0; i < c->nfiles; i++)
		sandbox_folder_of(&box, c->files[i], SANDBOX_READ);
	if (c->tls_key != NULL) {
		sandbox_folder_of(&box, c->tls_certificate, SANDBOX_READ);
		sandbox_folder_of(&box, c->tls_key, SANDBOX_READ);
	}
	if (c->access_log != NULL)
		sandbox_folder_of(&box, c->access_log, SANDBOX_WRITE);
	rc = sandbox_enter(&box, f);
	sandbox_free(&box);
	return rc;
}
