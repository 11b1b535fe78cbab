#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "feedd/tls.h"
#include "formats/mem.h"
#include "keys/secret.h"

static char *
read_certificate(const char *path, struct fail *f)
{
	size_t n;
	char *bytes = secret_read_any(path, TLS_FILE_MAX, &n, f);
	char *text = bytes == NULL ? NULL : mem_text(bytes, n);

	secret_free(bytes);
	return text;
}

static gnutls_datum_t
datum(char *text)
{
	return (
	    gnutls_datum_t){ (unsigned char *)text, (unsigned)strlen(text) };
}

/* Whether a server can do with them. */
static int
judge(const struct tls *t, const char *certificate, const char *key,
    struct fail *f)
{
	gnutls_datum_t cert_pem = datum(t->certificate);
	gnutls_datum_t key_pem = datum(t->key);
	gnutls_certificate_credentials_t both;
	int rc;

	if (gnutls_certificate_allocate_credentials(&both) < 0)
		return fail(f, FAIL_SYSTEM, "no memory for a certificate");
	rc = gnutls_certificate_set_x509_key_mem(both, &cert_pem, &key_pem,
	    GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(both);
	return rc < 0
	    ? fail(f, FAIL_USAGE, "%s and %s: no certificate and its key: %s",
		  certificate, key, gnutls_strerror(rc))
	    : 0;
}

static void
identify(struct tls *t)
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, sizeof(t->id));
	crypto_generichash_update(&h, (const uint8_t *)t->certificate,
	    strlen(t->certificate) + 1);
	crypto_generichash_update(&h, (const uint8_t *)t->key, strlen(t->key));
	crypto_generichash_final(&h, t->id, sizeof(t->id));
}

struct tls *
tls_read(const char *certificate, const char *key, struct fail *f)
{
	struct tls *t = mem_new(1, sizeof(*t));
	size_t n;

	t->certificate = read_certificate(certificate, f);
	if (t->certificate != NULL)
		t->key = secret_read_group(key, TLS_FILE_MAX, &n, f);
	if (t->key != NULL && judge(t, certificate, key, f) == 0) {
		identify(t);
		return t;
	}
	tls_free(t);
	return NULL;
}

void
tls_free(struct tls *t)
{
	if (t == NULL)
		return;
	secret_free(t->key);
	free(t->certificate);
	free(t);
}
