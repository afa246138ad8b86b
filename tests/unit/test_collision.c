/* Collisions of events against a quadratic check, their sentences, and school days. */
#include "database.h"

#include "stazh/domain/collision.h"
#include "stazh/calendar/days.h"
#include "stazh/settings/days.h"

static void found(struct database *db)
{
	database_open(db, "2026-11-24",
		      "[calendar]\nweek = 5\n"
		      "school_holidays = \"28.10.2026-05.11.2026 осенние каникулы;25.12-10.01 зимние\"");
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	for (int i = 0; i < 4; i++)
		add(db, KIND_PERSON,
		    i == 0   ? "surname=Жукова"
		    : i == 1 ? "surname=Ёлкина"
		    : i == 2 ? "surname=Быков"
			     : "surname=Носов",
		    "name=А.", "patronymic=И.", "org=1", "position_kind=учитель", "category=высшая",
		    "achievements=есть", NULL);
	add(db, KIND_SITE, "org=1", "topic=Первая", "leader=1", NULL);
	add(db, KIND_SITE, "org=1", "topic=Вторая", "leader=2", NULL);
	add(db, KIND_SITE, "org=1", "topic=Третья", NULL);
	for (int i = 1; i <= 3; i++) {
		char site[20], name[40];

		snprintf(site, sizeof(site), "site=%d", i);
		snprintf(name, sizeof(name), "name=Группа %d", i);
		add(db, KIND_GROUP, site, name, "school_year=2026-2027", NULL);
	}
}

static char *collisions(struct database *db, uint32_t id)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct record r = {.kind = 0};
	struct buf out = {0};

	assert_int_equal(record_load(tx, KIND_EVENT, id, &r), OK);
	collision_find(tx, &r, &out);
	tx_end(&tx);
	record_release(&r);
	return buf_take(&out);
}

#define assert_collisions(db, id, expected)                                                                            \
	do {                                                                                                           \
		char *is = collisions(db, id);                                                                         \
		assert_string_equal(is, expected);                                                                     \
		free(is);                                                                                              \
	} while (0)

static void test_sentences(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t table, other;

	(void)state;
	found(&db);
	table = add(&db, KIND_EVENT, "sites=2", "topic=Круглый стол", "form=круглый стол", "date=02.12.2026",
		    "time=14:00", "minutes=90", "place=Кабинет 12", "speakers=Жукова А.И.", NULL);
	assert_collisions(&db, table, "");
	other = add(&db, KIND_EVENT, "sites=3", "topic=Семинар", "form=семинар", "date=02.12.2026", "time=15:15",
		    "place=кабинет  № 12", NULL);
	assert_collisions(&db, other, "02.12 в 14:00 занят Кабинет 12: «Круглый стол», Жукова А.И.\n");
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "time=15:29", NULL), OK);
	assert_collisions(&db, other, "02.12 в 14:00 занят Кабинет 12: «Круглый стол», Жукова А.И.\n");
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "time=15:30", NULL), OK);
	assert_collisions(&db, other, "");
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "time=13:30", "place=библиотека",
			     "speakers=Жукова А.И.; Быков А.И.", NULL),
			 OK);
	assert_collisions(&db, other, "02.12 в 14:00 занята Жукова А.И.: «Круглый стол», Жукова А.И.\n");
	/* the leader of the site of the one speaks at the other */
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "speakers=Ёлкина А.И.", "place=кабинет 12", NULL), OK);
	assert_collisions(&db, other, "02.12 в 14:00 заняты Кабинет 12, Ёлкина А.И.: «Круглый стол», Жукова А.И.\n");
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "mode=дистанционно", "speakers=", NULL), OK);
	assert_collisions(&db, other, "");
	assert_int_equal(act(&db, &e, KIND_EVENT, table, "cancel", NULL), OK);
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "mode=очно", NULL), OK);
	assert_collisions(&db, other, "");
	/* over midnight */
	assert_int_equal(set(&db, &e, KIND_EVENT, other, "time=23:30", NULL), OK);
	table = add(&db, KIND_EVENT, "topic=Ночь", "form=семинар", "date=03.12.2026", "time=0:10", "place=кабинет 12",
		    NULL);
	assert_collisions(&db, table, "02.12 в 23:30 занят кабинет 12: «Семинар»\n");
	/* days off */
	assert_int_equal(set(&db, &e, KIND_EVENT, table, "date=06.12.2026", "time=", NULL), OK);
	assert_collisions(&db, table, "06.12.2026 — воскресенье\n");
	assert_int_equal(set(&db, &e, KIND_EVENT, table, "date=04.11.2026", NULL), OK);
	assert_collisions(&db, table, "04.11.2026 — День народного единства\n");
	assert_int_equal(set(&db, &e, KIND_EVENT, table, "date=03.11.2026", NULL), OK);
	assert_collisions(&db, table, "03.11.2026 — осенние каникулы\n");
	database_close(&db);
}

static void test_days(void **state)
{
	struct database db;
	const char *why = NULL;
	struct days d;

	(void)state;
	found(&db);
	assert_true(day_is_off(&db.config, date_from_ymd(2026, 11, 28), &why)); /* of a week of five days */
	assert_string_equal(why, "суббота");
	assert_false(day_is_off(&db.config, date_from_ymd(2026, 11, 27), &why));
	assert_true(day_is_holiday(&db.config, date_from_ymd(2026, 10, 28), NULL));
	assert_true(day_is_holiday(&db.config, date_from_ymd(2026, 11, 5), NULL));
	assert_false(day_is_holiday(&db.config, date_from_ymd(2026, 11, 6), NULL));
	assert_false(day_is_holiday(&db.config, date_from_ymd(2027, 11, 5), NULL)); /* told with the year */
	assert_true(day_is_holiday(&db.config, date_from_ymd(2030, 12, 31), &why)); /* over New Year, every year */
	assert_string_equal(why, "зимние");
	assert_true(day_is_holiday(&db.config, date_from_ymd(2031, 1, 10), NULL));
	assert_true(day_is_holiday(&db.config, date_from_ymd(2030, 12, 25), NULL));
	assert_false(day_is_holiday(&db.config, date_from_ymd(2030, 12, 24), NULL));
	assert_false(day_is_holiday(&db.config, date_from_ymd(2031, 1, 11), NULL));
	assert_non_null(days_parse("31.02", &d));
	assert_non_null(days_parse("1", &d));
	assert_non_null(days_parse("01.09-05.11.2026", &d));
	assert_non_null(days_parse("05.11.2026-01.11.2026", &d));
	assert_non_null(days_parse("05.11x", &d));
	assert_null(days_parse("29.02", &d));
	assert_null(days_parse("28.10.2026–05.11.2026 осень", &d));
	assert_string_equal(d.name, "осень");
	database_close(&db);
}

/* ---- random schedules ---- */

#define EVENTS 60

struct plan {
	int32_t day;
	int time, minutes, place, mode, speaker, site, group, state;
};

static unsigned random_of(uint64_t *x, unsigned n)
{
	*x ^= *x >> 12;
	*x ^= *x << 25;
	*x ^= *x >> 27;
	return (unsigned)((*x * 2685821657736338717u >> 33) % n);
}

static bool same(int a, int b)
{
	return a > 0 && a == b;
}

/* What the rules say of two, written down anew. */
static bool collide(const struct plan *a, const struct plan *b)
{
	long from_a = a->day * 1440L + a->time, from_b = b->day * 1440L + b->time;
	long to_a = from_a + (a->minutes ? a->minutes : 45), to_b = from_b + (b->minutes ? b->minutes : 45);
	int leader_a = a->site == 3 ? 0 : a->site, leader_b = b->site == 3 ? 0 : b->site;
	bool common = (same(a->place, b->place) && !a->mode && !b->mode) || same(a->speaker, b->speaker) ||
		      same(leader_a, leader_b) || same(a->speaker, leader_b) || same(b->speaker, leader_a) ||
		      same(a->group, b->group);

	return common && a->time >= 0 && b->time >= 0 && from_a < to_b && from_b < to_a && !a->state && !b->state;
}

static void test_quadratic(void **state)
{
	static const char *const places[] = {"", "кабинет 12", "Кабинет  12", "зал"};

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct database db;
		struct plan plans[EVENTS];
		uint64_t x = seed * 0x9e3779b97f4a7c15u;
		size_t met = 0;

		found(&db);
		for (size_t i = 0; i < EVENTS; i++) {
			struct plan *p = &plans[i];
			char date[24], time[24] = "time=", minutes[24] = "minutes=", place[60],
				       speaker[24] = "speakers=", site[24] = "sites=", group[24] = "groups=";
			struct error e = {.code = OK};
			uint32_t id;
			int place_at = (int)random_of(&x, 4);

			*p = (struct plan){.day = date_from_ymd(2026, 12, 1) + (int32_t)random_of(&x, 2),
					   .time = (int)random_of(&x, 1500) - 60, /* some without a time */

					   .minutes = random_of(&x, 3) ? (int)random_of(&x, 300) : 0,
					   .place = place_at == 2 ? 1 : place_at,
					   .mode = random_of(&x, 5) == 0,
					   .speaker = (int)random_of(&x, 5),
					   .site = (int)random_of(&x, 4),
					   .group = (int)random_of(&x, 4),
					   .state = random_of(&x, 8) == 0};
			if (p->time < 0)
				p->time = -1;
			else
				snprintf(time, sizeof(time), "time=%02d:%02d", p->time / 60, p->time % 60);
			snprintf(date, sizeof(date), "date=%02d.12.2026", 1 + p->day - date_from_ymd(2026, 12, 1));
			if (p->minutes)
				snprintf(minutes, sizeof(minutes), "minutes=%d", p->minutes);
			snprintf(place, sizeof(place), "place=%s", places[place_at]);
			if (p->speaker)
				snprintf(speaker, sizeof(speaker), "speakers=%d", p->speaker);
			if (p->site)
				snprintf(site, sizeof(site), "sites=%d", p->site);
			if (p->group)
				snprintf(group, sizeof(group), "groups=%d", p->group);
			id = add(&db, KIND_EVENT, site, group, "topic=т", "form=лекция",
				 p->mode ? "mode=дистанционно" : "mode=очно", date, time, minutes, place, speaker,
				 NULL);
			assert_int_equal(id, i + 1);
			if (!p->site) /* follows from the group */
				p->site = p->group;
			if (p->state)
				assert_int_equal(act(&db, &e, KIND_EVENT, id, "cancel", NULL), OK);
		}
		for (size_t i = 0; i < EVENTS; i++) {
			char *is = collisions(&db, (uint32_t)i + 1);
			size_t lines = 0, expected = 0;

			for (const char *s = is; (s = strchr(s, '\n')); s++)
				lines++;
			for (size_t j = 0; j < EVENTS; j++)
				expected += i != j && collide(&plans[i], &plans[j]);
			assert_int_equal(lines, expected); /* of a week of five days the first four of December */
			met += expected;
			free(is);
		}
		assert_true(met > EVENTS); /* there was something to find */
		database_close(&db);
	}
}

/* One occurrence onto the place of another collides; all together do not, wherever they come to stand. */
static void test_own_series(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	uint32_t first;

	(void)state;
	found(&db);
	first = add(&db, KIND_EVENT, "sites=1", "groups=1", "topic=Практикум", "form=практикум", "date=01.12.2026",
		    "time=14:00", "minutes=90", "repeat=каждую неделю по вт, 3 раза", NULL);
	assert_collisions(&db, first, "");
	assert_int_equal(set(&db, &e, KIND_EVENT, first, "date=08.12.2026", "scope=this", NULL), OK);
	assert_non_null(strstr(buf_text(&db.told.warnings), "08.12 в 14:00 занят"));
	assert_int_equal(set(&db, &e, KIND_EVENT, first, "date=01.12.2026", "scope=this", NULL), OK);
	assert_string_equal(buf_text(&db.told.warnings), "");
	assert_int_equal(set(&db, &e, KIND_EVENT, first + 1, "date=15.12.2026", "scope=all", NULL), OK);
	assert_string_equal(buf_text(&db.told.warnings), "");
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_quadratic),
		cmocka_unit_test(test_own_series),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
