#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/keyring.h"
#include "formats/mem.h"
#include "keys/keyfile.h"
#include "keys/passphrase.h"

/* Reads the key of dbs[i], unless it is one that was read already. */
static int
read_key(struct keyring *r, const struct conf_db *dbs, size_t i,
    struct passphrase *passphrase, struct fail *f)
{
	for (size_t j = 0; j < i && r->secrets[i] == NULL; j++) {
		if (strcmp(dbs[j].key, dbs[i].key) == 0)
			r->secrets[i] = r->secrets[j];
	}
	if (r->secrets[i] == NULL)
		r->secrets[i] =
		    seckey_read(dbs[i].key, passphrase_ask, passphrase, f);
	passphrase_wipe(passphrase);
	if (r->secrets[i] == NULL)
		return -1;
	seckey_public(r->secrets[i], &r->publics[i]);
	return 0;
}

int
keyring_read(struct keyring *r, const struct conf *conf,
    struct passphrase *passphrase, struct fail *f)
{
	*r = (struct keyring){
		.secrets = mem_new(conf->ndbs, sizeof(struct seckey *)),
		.publics = mem_new(conf->ndbs, sizeof(struct pubkey)),
		.n = conf->ndbs,
	};
	for (size_t i = 0; i < conf->ndbs; i++) {
		if (read_key(r, conf->dbs, i, passphrase, f) == -1)
			return -1;
	}
	return 0;
}

void
keyring_clear(struct keyring *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct seckey *secret = r->secrets[i];

		for (size_t j = i; j < r->n; j++) {
			if (r->secrets[j] == secret)
				r->secrets[j] = NULL;
		}
		seckey_free(secret);
	}
	free(r->secrets);
	free(r->publics);
	*r = (struct keyring){ 0 };
}
