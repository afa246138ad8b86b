/* One individual plan for all of a group. */
#include <stdlib.h>

#include "../internal.h"
#include "internships.h"
#include "stazh/base/collate.h"

static bool has_task(struct tx *tx, uint32_t trainee, const char *what)
{
	struct record r = {0};
	bool found = false;
	uint32_t *ids;
	size_t n;

	ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_TASK, TASK_TRAINEE, &n);
	for (size_t i = 0; i < n && !found; i++)
		found = load(tx, KIND_TASK, ids[i], &r) && name_same(record_text(&r, TASK_WHAT), what);
	free(ids);
	record_release(&r);
	return found;
}

/* What the source has to do everyone else in the group gets too, with the same dates, not done yet. */
enum err plan_share(struct tx *tx, uint32_t group, uint32_t source, struct buf *notice, struct error *e)
{
	uint32_t *trainees, *tasks;
	struct record task = {0};
	size_t n, tasks_n, copied = 0;
	enum err err = OK;

	trainees = refs_list(tx, KIND_GROUP, group, KIND_TRAINEE, TRAINEE_GROUP, &n);
	tasks = refs_list(tx, KIND_TRAINEE, source, KIND_TASK, TASK_TRAINEE, &tasks_n);
	if (!tasks_n) {
		rule_refuse(tx, e, RULE_INDIVIDUAL, "в плане этого стажёра нет ни одного пункта");
		err = error_at(e, "from");
	}
	for (size_t i = 0; i < n && !err; i++)
		for (size_t j = 0; j < tasks_n && !err; j++) {
			struct record copy = {.kind = KIND_TASK};

			if (trainees[i] == source || !load(tx, KIND_TASK, tasks[j], &task) ||
			    has_task(tx, trainees[i], record_text(&task, TASK_WHAT)))
				continue;
			record_set_ref(&copy, TASK_TRAINEE, trainees[i]);
			record_set_text(&copy, TASK_WHAT, record_text(&task, TASK_WHAT));
			record_set_text(&copy, TASK_FORM, record_text(&task, TASK_FORM));
			record_set_date(&copy, TASK_DUE, record_date(&task, TASK_DUE));
			err = model_store(tx, NULL, &copy, e);
			copied++;
			record_release(&copy);
		}
	if (!err && notice)
		buf_addf(notice, "Планы группы пополнены: %zu %s\n", copied,
			 text_plural((long)copied, "пункт", "пункта", "пунктов"));
	free(trainees);
	free(tasks);
	record_release(&task);
	return err;
}
