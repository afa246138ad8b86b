#include <string.h>

#include "stazh/settings/posts.h"

#define HEAD	"руководитель"
#define DEPUTY	"заместитель руководителя"
#define TEACHER "педагог"

const struct post posts[] = {
	{"директор", HEAD},
	{"заведующий", HEAD},
	{"начальник", HEAD},
	{"заместитель директора", DEPUTY},
	{"заместитель заведующего", DEPUTY},
	{"заместитель начальника", DEPUTY},
	{"педагог-психолог", "психолог"},
	{"учитель", TEACHER},
	{"воспитатель", TEACHER},
	{"старший воспитатель", TEACHER},
	{"социальный педагог", TEACHER},
	{"учитель-логопед", TEACHER},
	{"учитель-дефектолог", TEACHER},
	{"логопед", TEACHER},
	{"педагог-организатор", TEACHER},
	{"педагог-библиотекарь", TEACHER},
	{"преподаватель", TEACHER},
	{"преподаватель-организатор", TEACHER},
	{"мастер производственного обучения", TEACHER},
	{"музыкальный руководитель", TEACHER},
	{"концертмейстер", TEACHER},
	{"руководитель физического воспитания", TEACHER},
	{"инструктор по физической культуре", TEACHER},
	{"инструктор по труду", TEACHER},
	{"тьютор", TEACHER},
	{"вожатый", TEACHER},
	{"старший вожатый", TEACHER},
	{"старший методист", "методист"},
	{"инструктор-методист", "методист"},
	{"старший тренер-преподаватель", "тренер-преподаватель"},
	{"старший педагог дополнительного образования", "педагог дополнительного образования"},
	{"тренер-преподаватель", TEACHER},
};
const size_t posts_n = sizeof(posts) / sizeof(*posts);

const char *post_group(const char *kind)
{
	for (size_t i = 0; i < posts_n; i++)
		if (!strcmp(posts[i].kind, kind))
			return posts[i].group;
	return NULL;
}

bool post_is_wide(const char *word)
{
	for (size_t i = 0; i < posts_n; i++)
		if (!strcmp(posts[i].group, word))
			return true;
	return false;
}

bool post_is_group(const char *word)
{
	return post_is_wide(word) || post_group(word);
}
