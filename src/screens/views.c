/* The screens that kinds and actions name by number, so that the tables of the domain know no screen. */
#include "internal.h"

static void open_report(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	report_open(app, of.id);
}

static void open_attendance(struct app *app, struct subject of, struct draft *draft)
{
	attend_open(app, of.kind, of.id, draft);
}

static void open_diagnosis(struct app *app, struct subject of, struct draft *draft)
{
	diagnosis_open(app, of.id, draft);
}

static void open_merge(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	merge_open(app, of);
}

static void open_anonymise(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	anonymise_ask(app, of.id);
}

static void open_held(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	held_write(app, of.id);
}

static void open_summary(struct app *app, struct subject of, struct draft *draft)
{
	(void)of;
	(void)draft;
	summary_open(app);
}

static void open_register(struct app *app, struct subject of, struct draft *draft)
{
	(void)of;
	(void)draft;
	certificates_open(app);
}

static void open_complete(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	groups_act(app, of.id, "complete");
}

static void open_certify(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	groups_act(app, of.id, "certify");
}

static void open_card(struct app *app, struct subject of, struct draft *draft)
{
	(void)draft;
	card_open(app, of.kind, of.id);
}

void views_open(struct app *app, unsigned view, struct subject of, struct draft *draft)
{
	static void (*const views[])(struct app * app, struct subject of, struct draft * draft) = {
		[VIEW_CARD] = open_card,	   [VIEW_REPORT] = open_report,	  [VIEW_ATTENDANCE] = open_attendance,
		[VIEW_DIAGNOSIS] = open_diagnosis, [VIEW_MERGE] = open_merge,	  [VIEW_ANONYMISE] = open_anonymise,
		[VIEW_HELD] = open_held,	   [VIEW_SUMMARY] = open_summary, [VIEW_REGISTER] = open_register,
		[VIEW_COMPLETE] = open_complete,   [VIEW_CERTIFY] = open_certify,
	};

	_Static_assert(sizeof(views) / sizeof(*views) == VIEW_END, "each view has its screen");
	views[view](app, of, draft);
}
