#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "keys/conf_text.h"
#include "subscriber/conf_make.h"
#include "subscriber/conf_said.h"

static conf_reader read_stale, read_ns, read_choice;

/* clang-format off */
const struct conf_key conf_said_whole[] = {
	CONF_KEY("state", conf_read_path, struct said_whole, state),
	CONF_KEY("textfile", conf_read_textfile, struct said_whole, textfile),
	{ NULL, NULL, 0, 0, false },
};

const struct conf_key conf_said_feed[] = {
	CONF_KEY("threshold", conf_read_count, struct said_feed, threshold),
	CONF_KEY("interval", conf_read_span, struct said_feed, interval),
	CONF_KEY("skew", conf_read_span, struct said_feed, skew),
	CONF_KEY("stale", read_stale, struct said_feed, stale),
	{ NULL, NULL, 0, 0, false },
};

/* Of a feed, and of one source. */
const struct conf_key conf_said_access[] = {
	CONF_KEY("proxy", conf_read_string, struct said_access, proxy),
	CONF_KEY("ca-file", conf_read_path, struct said_access, ca_file),
	CONF_KEY("rsync-program", conf_read_path, struct said_access, rsync_program),
	CONF_KEY("connect-timeout", conf_read_span, struct said_access, connect),
	CONF_KEY("stall-timeout", conf_read_span, struct said_access, stall),
	CONF_KEY("timeout", conf_read_span, struct said_access, total),
	CONF_KEY("wait", read_choice, struct said_access, wait),
	{ NULL, NULL, 0, 0, false },
};

/* Of one source alone: nobody else is to see them. */
const struct conf_key conf_said_secret[] = {
	CONF_KEY("cert-file", conf_read_path, struct said_access, cert_file),
	CONF_KEY("key-file", conf_read_path, struct said_access, key_file),
	CONF_KEY("token-file", conf_read_path, struct said_access, token_file),
	CONF_KEY("password-file", conf_read_path, struct said_access, password_file),
	{ NULL, NULL, 0, 0, false },
};

/* Of a feed, and of one output. */
const struct conf_key conf_said_output[] = {
	CONF_KEY("origin", conf_read_string, struct said_output, origin),
	CONF_KEY("contact", conf_read_mailbox, struct said_output, contact),
	{ "ns", read_ns, 0, sizeof(struct said_output), true },
	CONF_KEY("ttl", conf_read_span, struct said_output, ttl),
	CONF_KEY("hook", conf_read_string, struct said_output, hook),
	CONF_KEY("hook-timeout", conf_read_span, struct said_output, hook_seconds),
	{ NULL, NULL, 0, 0, false },
};

const struct conf_key conf_said_file[] = {
	CONF_KEY("file", conf_read_path, struct said_output, file),
	{ NULL, NULL, 0, 0, false },
};

const struct conf_key conf_said_stale[] = {
	{ "stale", read_stale, 0, sizeof(enum sub_stale), false },
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const char *
read_stale(void *field, size_t size, const char *value, size_t i)
{
	(void)size;
	(void)i;
	if (strcmp(value, "empty") == 0)
		*(enum sub_stale *)field = SUB_EMPTY;
	else if (strcmp(value, "keep") == 0)
		*(enum sub_stale *)field = SUB_KEEP;
	else
		return "empty or keep is wanted";
	return NULL;
}

static const char *
read_choice(void *field, size_t size, const char *value, size_t i)
{
	bool yes = false;
	const char *rule = conf_read_bool(&yes, sizeof(yes), value, i);

	(void)size;
	if (rule == NULL)
		*(enum said_choice *)field = yes ? SAID_YES : SAID_NO;
	return rule;
}

static const char *
read_ns(void *field, size_t size, const char *value, size_t i)
{
	struct said_output *o = field;

	(void)size;
	if (value == NULL || i >= ZONE_NS_MAX)
		return "a zone has one to eight name servers";
	o->ns[i] = mem_text(value, strlen(value));
	o->nns = i + 1;
	return NULL;
}

void
conf_said_free_access(struct said_access *a)
{
	free(a->proxy);
	free(a->ca_file);
	free(a->cert_file);
	free(a->key_file);
	free(a->token_file);
	free(a->password_file);
	free(a->rsync_program);
}

void
conf_said_free_output(struct said_output *o)
{
	free(o->file);
	free(o->origin);
	free(o->contact);
	free(o->hook);
	for (size_t i = 0; i < o->nns; i++)
		free(o->ns[i]);
}

static void
end_section(cfg_opt_t *end)
{
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
}

void
conf_said_lay_out(struct conf_said_layout *l)
{
	cfg_opt_t *end;

	end = conf_key_options(l->access, conf_said_access);
	end_section(conf_key_options(end, conf_said_secret));
	end = conf_key_options(l->output, conf_said_output);
	end_section(conf_key_options(end, conf_said_file));
	end = conf_key_options(l->database, conf_said_stale);
	*end++ = conf_text_titled("output", l->output);
	end_section(end);
	end = conf_key_options(l->feed, conf_said_feed);
	end = conf_key_options(end, conf_said_access);
	end = conf_key_options(end, conf_said_output);
	*end++ = conf_text_list("root");
	*end++ = conf_text_list("source");
	*end++ = conf_text_titled("access", l->access);
	*end++ = conf_text_titled("database", l->database);
	end_section(end);
	end = conf_key_options(l->root, conf_said_whole);
	*end++ = conf_text_titled("feed", l->feed);
	end_section(end);
}
