/* The entries of [users] and the records that they name. */
#include <string.h>

#include "internal.h"
#include "stazh/domain/users.h"

void users_find_self(struct session *s, struct tx *tx)
{
	const char *name = s->own;
	bool former;

	if (s->role == ROLE_LEADER)
		org_by_name(tx, s->own, &s->org, &former);
	if (s->role != ROLE_METHODIST)
		return;
	if (!*name && !config_has_users(s->config))
		name = config_text(s->config, OPT_CENTRE_METHODIST);
	if (!*name || ref_find(tx, KIND_PERSON, name, &s->person, NULL))
		s->person = 0;
}

enum err users_check(const struct config *config, struct buf *outdated, struct buf *faults)
{
	struct session s = {.config = config, .role = ROLE_METHODIST};
	const struct config_user *u;
	enum err err = store_open(config_text(config, OPT_STORE_PATH), &schema_in_store, &s.store, NULL);
	struct tx *tx;
	bool former;
	uint32_t org;

	if (err)
		return err;
	store_set_context(s.store, &s);
	tx = tx_read(s.store, NULL);
	for (size_t i = 0; tx && (u = config_user_at(config, i)); i++) {
		if (strcmp(u->role, "leader"))
			continue;
		if (!org_by_name(tx, u->own, &org, &former))
			buf_addf(faults,
				 "%s: %s: организации «%s» в базе нет; ожидается её название, каким его показывает "
				 "stazh list org\n",
				 u->from, u->login, u->own);
		else
			org_tell_user(tx, u, 0, outdated);
	}
	err = tx ? OK : ERR_STORAGE;
	if (tx)
		tx_end(&tx);
	store_close(&s.store);
	return err;
}
