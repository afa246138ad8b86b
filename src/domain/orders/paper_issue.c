/* Which record issues what paper when it becomes final, and what becomes of the papers when it is no longer. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../sites/sites.h"
#include "orders.h"
#include "stazh/base/collate.h"
#include "stazh/base/digest.h"
#include "stazh/model/access.h"
#include "stazh/model/lack.h"
#include "stazh/domain/press.h"

/* A kind whose records become final: by a state, or by having a field. */
/* clang-format off */
static const struct finality {
	unsigned kind;
	const char *states[2];
	const char *ends;    /* of these: final, but no longer in force */
	uint16_t has;
	uint16_t by;	     /* what ended it, of the record; 0: `undone` tells */
	const char *undone;  /* why its papers end when it is no longer final */
} finalities[] = {
	{.kind = KIND_ORDER, .states = {ORDER_SIGNED, ORDER_CANCELLED}, .ends = ORDER_CANCELLED, .by = ORDER_CANCEL_DOCUMENT,
	 .undone = "отменён"},
	{.kind = KIND_PLANDOC, .states = {PLANDOC_APPROVED}, .undone = "возвращён после утверждения"},
	{.kind = KIND_REPORT, .states = {REPORT_ACCEPTED}, .undone = "возвращён после приёмки"},
	{.kind = KIND_TRAINEE, .has = TRAINEE_CERTIFICATE, .undone = "справка взята назад"},
};
/* clang-format on */

static bool named_regulation(const struct record *of, const char *text);
static bool named_list(const struct record *of, const char *text);

/* What the record issues, in this order. */
/* clang-format off */
static const struct issue {
	unsigned kind;
	const char *document; /* of the press */
	const char *what;     /* NULL: the word in what_field */
	uint16_t what_field, number, date, subject, to, by; /* of the record; 0: none, subject 0: its label */
	/* Is it one of the papers of this record? text: of the one before it in this table. NULL: always. */
	bool (*when)(const struct record *of, const char *text);
} issues[] = {
	{.kind = KIND_ORDER, .document = "order", .what = "приказ", .number = ORDER_NUMBER, .date = ORDER_DATE, .subject = ORDER_TITLE, .by = ORDER_SIGNER},
	{.kind = KIND_ORDER, .document = "appendix", .what = "приложение 1", .number = ORDER_NUMBER, .date = ORDER_DATE, .subject = ORDER_TITLE,
	 .by = ORDER_SIGNER, .when = named_list},
	{.kind = KIND_ORDER, .document = "regulation", .what = "приложение 2: Положение", .number = ORDER_NUMBER, .date = ORDER_DATE,
	 .subject = ORDER_TITLE, .by = ORDER_SIGNER, .when = named_regulation},
	{.kind = KIND_PLANDOC, .document = "plan", .what_field = PLANDOC_KIND, .date = PLANDOC_DECIDED_ON},
	{.kind = KIND_REPORT, .document = "report", .what = "отчёт", .date = REPORT_ACCEPTED_ON},
	{.kind = KIND_TRAINEE, .document = "certificate", .what = "справка", .number = TRAINEE_CERTIFICATE, .date = TRAINEE_CERTIFIED_ON,
	 .to = TRAINEE_PERSON},
	{.kind = KIND_ORG, .document = "letter", .what = "письмо", .to = ORG_HEAD}, /* as often as one is sent */
};
/* clang-format on */
#define ISSUES (sizeof(issues) / sizeof(*issues))

bool names_annex(const char *text, char number)
{
	static const char word[] = "риложени";

	for (const char *p = text; (p = strstr(p, word));) {
		p += strlen(word);
		while (*p && !isdigit((unsigned char)*p) && *p != '(' && *p != ')' && *p != ',' && *p != '.' &&
		       *p != ';')
			p++;
		if (*p == number && !isdigit((unsigned char)p[1]))
			return true;
	}
	return false;
}

static bool named_list(const struct record *of, const char *text)
{
	return record_has(of, ORDER_SITES) && !is_amendment(of) && names_annex(text, '1');
}

static bool named_regulation(const struct record *of, const char *text)
{
	return (record_has(of, ORDER_REGULATION_SUM) || !strcmp(record_text(of, ORDER_KIND), ORDER_KIND_APPROVAL)) &&
	       names_annex(text, '2');
}

static const struct finality *finality_of(unsigned kind)
{
	for (size_t i = 0; i < sizeof(finalities) / sizeof(*finalities); i++)
		if (finalities[i].kind == kind)
			return &finalities[i];
	return NULL;
}

bool paper_is_of(unsigned kind)
{
	return finality_of(kind) != NULL;
}

bool paper_is_due(const struct record *r)
{
	const struct finality *f = finality_of(r->kind);
	const char *state;

	if (!f || f->has)
		return f && record_has(r, f->has);
	state = record_text(r, kind_def(r->kind)->state);
	return !strcmp(state, f->states[0]) || (f->states[1] && !strcmp(state, f->states[1]));
}

/* Final, and over. */
static bool is_ended(const struct record *r)
{
	const struct finality *f = finality_of(r->kind);

	return f && f->ends && !strcmp(record_text(r, kind_def(r->kind)->state), f->ends);
}

bool paper_may_be(const char *document)
{
	for (size_t i = 0; i < ISSUES; i++)
		if (!strcmp(issues[i].document, document))
			return true;
	return false;
}

/* ---- finding ---- */

bool paper_is_valid(const struct record *paper)
{
	return !strcmp(record_text(paper, PAPER_STATE), PAPER_VALID);
}

bool paper_newest(struct tx *tx, const char *document, unsigned kind, uint32_t id, bool valid, struct record *paper)
{
	size_t n;
	uint32_t *ids = refs_list(tx, kind, id, KIND_PAPER, PAPER_RECORD, &n);
	bool found = false;

	for (size_t i = n; i-- > 0 && !found;)
		found = load(tx, KIND_PAPER, ids[i], paper) &&
			(!document || !strcmp(record_text(paper, PAPER_DOCUMENT), document)) &&
			(!valid || paper_is_valid(paper));
	free(ids);
	return found;
}

bool paper_find(struct tx *tx, const char *document, unsigned kind, uint32_t id, struct record *paper)
{
	struct record r = {0};
	bool found = paper_may_be(document) && load(tx, kind, id, &r) && paper_is_due(&r) &&
		     paper_newest(tx, document, kind, id, !is_ended(&r), paper);

	record_release(&r);
	return found;
}

/* ---- issuing ---- */

static void set_who(struct tx *tx, const struct issue *i, const struct record *of, struct record *paper)
{
	const struct session *s = tx_session(tx);
	struct buf name = {0};

	if (i->to && record_has(of, i->to))
		label_add(tx, KIND_PERSON, record_ref(of, i->to), &name);
	record_set_text(paper, PAPER_TO, buf_text(&name));
	buf_clear(&name);
	if (i->by ? record_has(of, i->by) : s->person)
		label_add(tx, KIND_PERSON, i->by ? record_ref(of, i->by) : s->person, &name);
	record_set_text(paper, PAPER_BY, name.n || i->by ? buf_text(&name) : s->user);
	buf_free(&name);
}

static void set_subject(struct tx *tx, const struct issue *i, const struct record *of, struct record *paper)
{
	struct buf text = {0}, org = {0};

	if (i->subject)
		buf_add(&text, record_text(of, i->subject));
	else
		label_of(tx, of, &text);
	if (!i->subject && access_org(tx, of))
		label_add(tx, KIND_ORG, access_org(tx, of), &org);
	if (org.n && !strstr(buf_text(&text), org.s)) /* a plan is called by its year alone */
		buf_addf(&text, ", %s", org.s);
	buf_free(&org);
	for (char *p = text.s; p && (p = strchr(p, '\n'));)
		*p = ' ';
	record_set_text(paper, PAPER_SUBJECT, buf_text(&text));
	buf_free(&text);
}

static enum err end_paper(struct tx *tx, struct record *paper, const char *state, const char *reason, uint32_t by,
			  struct error *e)
{
	struct record was = {0};
	enum err err;

	record_copy(&was, paper);
	record_set_text(paper, PAPER_STATE, state);
	if (reason)
		record_set_text(paper, PAPER_REASON, reason);
	record_set_date(paper, PAPER_ENDED_ON,
			record_has(paper, PAPER_ENDED_ON) ? record_date(paper, PAPER_ENDED_ON) : tx_session(tx)->today);
	record_set_ref(paper, PAPER_REPLACED_BY, by);
	err = model_store(tx, &was, paper, e);
	record_release(&was);
	return err;
}

/* The papers that the new one takes the place of: what was taken back before. */
static enum err replace_older(struct tx *tx, const struct record *paper, struct error *e)
{
	struct pointed of = record_link(paper, PAPER_RECORD);
	struct record older = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, of.kind, of.id, KIND_PAPER, PAPER_RECORD, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		if (ids[i] != paper->id && load(tx, KIND_PAPER, ids[i], &older) &&
		    !record_has(&older, PAPER_REPLACED_BY) &&
		    !strcmp(record_text(&older, PAPER_DOCUMENT), record_text(paper, PAPER_DOCUMENT)) &&
		    strcmp(record_text(&older, PAPER_STATE), PAPER_ANNULLED))
			err = end_paper(tx, &older, PAPER_REPLACED, NULL, paper->id, e);
	free(ids);
	record_release(&older);
	return err;
}

static void set_values(struct record *paper, const struct imprint *imprint)
{
	char hex[DIGEST_HEX];

	record_set_textn(paper, PAPER_VALUES, buf_text(&imprint->values), imprint->values.n);
	digest_hex(buf_text(&imprint->values), imprint->values.n, hex);
	record_set_text(paper, PAPER_SEAL, hex);
	digest_hex(buf_text(&imprint->text), imprint->text.n, hex);
	record_set_text(paper, PAPER_SHA, hex);
}

static enum err issue_one(struct tx *tx, const struct issue *i, const struct record *of, bool after,
			  const struct imprint *imprint, struct error *e)
{
	struct record paper = {.kind = KIND_PAPER};
	enum err err;

	record_set_text(&paper, PAPER_WHAT, i->what ? i->what : record_text(of, i->what_field));
	record_set_text(&paper, PAPER_DOCUMENT, i->document);
	record_set_text(&paper, PAPER_STATE, PAPER_VALID);
	record_set_text(&paper, PAPER_NUMBER, i->number ? record_text(of, i->number) : imprint->number);
	record_set_date(&paper, PAPER_DATE, i->date ? record_date(of, i->date) : imprint->date);
	record_set_link(&paper, PAPER_RECORD, (struct pointed){of->kind, of->id});
	record_set_bool(&paper, PAPER_AFTER, after);
	set_subject(tx, i, of, &paper);
	set_who(tx, i, of, &paper);
	set_values(&paper, imprint);
	err = model_store(tx, NULL, &paper, e);
	if (!err && finality_of(of->kind))
		err = replace_older(tx, &paper, e);
	if (!err && is_ended(of))
		err = end_paper(tx, &paper, PAPER_ENDED, finality_of(of->kind)->undone, 0, e);
	record_release(&paper);
	return err;
}

/* Every paper of the record that it has not. */
static enum err issue_all(struct tx *tx, const struct record *of, bool after, struct error *e)
{
	const struct press *press = tx_session(tx)->press;
	struct imprint imprint = {.number = "", .date = DATE_NONE};
	struct record there = {0};
	struct buf first = {0};
	enum err err = OK;

	for (size_t i = 0; i < ISSUES && !err; i++) {
		if (issues[i].kind != of->kind || (issues[i].when && !issues[i].when(of, buf_text(&first))))
			continue;
		if (!press) {
			err = error_set(e, ERR_REFUSED, "Документ «%s» нечем напечатать: действие не выполнено",
					issues[i].what ? issues[i].what : record_text(of, issues[i].what_field));
			break;
		}
		buf_clear(&imprint.values);
		buf_clear(&imprint.text);
		err = press->print(tx, issues[i].document, of->id, &imprint, e);
		if (!err && !issues[i].when)
			buf_add(&first, buf_text(&imprint.text));
		if (!err && !paper_newest(tx, issues[i].document, of->kind, of->id, !is_ended(of), &there))
			err = issue_one(tx, &issues[i], of, after, &imprint, e);
	}
	buf_free(&imprint.values);
	buf_free(&imprint.text);
	buf_free(&first);
	record_release(&there);
	return err;
}

/* A letter of the same number in the calendar year is pointed out. */
static void doubt_number(struct tx *tx, const struct issue *issue, const struct imprint *imprint)
{
	struct buf *out = &tx_outcome(tx)->warnings;
	struct record r = {0};
	int year, of, month, day;
	size_t n;
	uint64_t *ids = *imprint->number ? words_find(tx, imprint->number, KIND_PAPER, &n) : NULL;

	date_to_ymd(imprint->date, &year, &month, &day);
	for (size_t i = 0; ids && i < n; i++) {
		if (!load(tx, KIND_PAPER, (uint32_t)ids[i], &r) ||
		    strcmp(record_text(&r, PAPER_DOCUMENT), issue->document) ||
		    !name_same(record_text(&r, PAPER_NUMBER), imprint->number) || !record_has(&r, PAPER_DATE))
			continue;
		date_to_ymd(record_date(&r, PAPER_DATE), &of, &month, &day);
		if (of != year)
			continue;
		buf_add(out, "Такой номер в этом году уже есть: ");
		label_of(tx, &r, out);
		buf_addc(out, '\n');
	}
	free(ids);
	record_release(&r);
}

enum err paper_letter(struct tx *tx, const struct record *org, const char *number, int32_t date, struct buf *notice,
		      struct error *e)
{
	const struct press *press = tx_session(tx)->press;
	struct imprint imprint = {.number = number, .date = date};
	size_t i = 0;
	enum err err;

	while (issues[i].kind != KIND_ORG)
		i++;
	if (!press)
		return error_set(e, ERR_REFUSED, "Документ «%s» нечем напечатать: действие не выполнено",
				 issues[i].what);
	err = press->print(tx, issues[i].document, org->id, &imprint, e);
	if (!err)
		doubt_number(tx, &issues[i], &imprint);
	if (!err)
		err = issue_one(tx, &issues[i], org, false, &imprint, e);
	if (!err && notice)
		buf_add(notice, "Письмо в реестре выпущенных документов; печатается из карточки организации\n");
	buf_free(&imprint.values);
	buf_free(&imprint.text);
	if (err == ERR_NONE) /* nothing to remind of */
		err = e ? (e->code = ERR_REFUSED) : ERR_REFUSED;
	return err;
}

/* Was it on paper before it came here, so that not everything need be known? */
static bool from_paper(const struct record *r)
{
	return r->kind == KIND_ORDER ? record_bool(r, ORDER_ON_PAPER)
				     : r->kind == KIND_TRAINEE && !record_has(r, TRAINEE_CERTIFIED_ON);
}

static enum err end_all(struct tx *tx, unsigned kind, uint32_t id, const char *state, const char *reason,
			struct error *e)
{
	struct record paper = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, kind, id, KIND_PAPER, PAPER_RECORD, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		if (load(tx, KIND_PAPER, ids[i], &paper) && paper_is_valid(&paper))
			err = end_paper(tx, &paper, state, reason, 0, e);
	free(ids);
	record_release(&paper);
	return err;
}

/* «отменён: приказ № 40-о от 01.02.2027» */
static void add_end(const struct finality *f, const struct record *r, struct buf *out)
{
	buf_add(out, f->undone);
	if (f->by && record_has(r, f->by))
		buf_addf(out, ": %s", record_text(r, f->by));
}

/* What the paper is called by, which a final record may have anew (a certificate). */
static bool same_number(const struct record *was, const struct record *is)
{
	for (size_t i = 0; i < ISSUES; i++)
		if (issues[i].kind == is->kind && issues[i].number)
			return value_same(record_get(was, issues[i].number), record_get(is, issues[i].number));
	return true;
}

enum err paper_follow(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const struct finality *f = finality_of(is->kind);
	bool before = was && f && paper_is_due(was), now = f && paper_is_due(is),
	     anew = before && now && !same_number(was, is);
	struct error cause = {.code = OK};
	struct buf why = {0};
	enum err err = OK;

	if (!f || tx_taking_over(tx))
		return OK;
	if ((before && !now) || anew || (before && is_ended(is) && !is_ended(was)))
		add_end(f, is, &why);
	if (why.n)
		err = end_all(tx, is->kind, is->id, PAPER_ENDED, why.s, e);
	buf_free(&why);
	if (!err && now && (!before || anew)) {
		err = issue_all(tx, is, from_paper(is), &cause);
		if ((err == ERR_REFUSED || err == ERR_NONE) && from_paper(is) && tx_session(tx)->press) {
			buf_addf(&tx_outcome(tx)->warnings, "в реестр не внесено: %s\n", cause.text);
			err = OK;
		} else if (err && e)
			*e = cause;
	}
	return err;
}

enum err paper_note(struct tx *tx, unsigned kind, uint32_t id, const char *note, struct error *e)
{
	struct record was = {0}, is = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, kind, id, KIND_PAPER, PAPER_RECORD, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		if (!load(tx, KIND_PAPER, ids[i], &was) || !paper_is_valid(&was))
			continue;
		record_copy(&is, &was);
		record_set_text(&is, PAPER_REASON, note);
		err = record_same(&was, &is) ? OK : model_store(tx, &was, &is, e);
	}
	free(ids);
	record_release(&was);
	record_release(&is);
	return err;
}

enum err paper_kept(struct tx *tx, unsigned kind, uint32_t id, struct error *e)
{
	struct record r = {0}, paper = {0};
	struct buf name = {0};
	enum err err = OK;

	if (finality_of(kind) && load(tx, kind, id, &r) && !paper_is_due(&r) &&
	    paper_newest(tx, NULL, kind, id, true, &paper)) {
		paper_add_name(&paper, &name);
		err = error_set(e, ERR_REFUSED, "Выпущен документ, который взять назад нельзя: %s", name.s);
	}
	buf_free(&name);
	record_release(&r);
	record_release(&paper);
	return err;
}

/* Has it the first of its papers? The others follow from that one's text. */
static bool is_issued(struct tx *tx, const struct record *r)
{
	struct record paper = {0};
	bool found = paper_newest(tx, NULL, r->kind, r->id, !is_ended(r), &paper);

	record_release(&paper);
	return found;
}

enum err paper_lacks(struct tx *tx, const struct record *r, struct error *e)
{
	if (!paper_is_due(r))
		return error_set(e, ERR_REFUSED,
				 "ещё не выпущено: в реестр вносится подписанное, утверждённое, принятое и выданное");
	return is_issued(tx, r) ? error_set(e, ERR_REFUSED, "уже в реестре") : OK;
}

enum err paper_issue(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)args;
	(void)notice;
	return issue_all(tx, r, true, e);
}

void paper_missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	if (finality_of(r->kind) && paper_is_due(r) && !is_issued(tx, r))
		lack_add(out, r, 0, RULE_NONE, "запись в реестре выпущенных")->action = "issue";
}

enum err paper_annul(struct tx *tx, unsigned kind, uint32_t id, const char *reason, struct error *e)
{
	return end_all(tx, kind, id, PAPER_ANNULLED, reason, e);
}

/* ---- records of older databases ---- */

#define META_PAPERS "papers" /* when they were caught up with: u32, 1 */

static bool caught_up(struct tx *tx)
{
	struct key k = {.n = 0};
	struct slice v;

	return tx_get(tx, T_META, key_text(&k, META_PAPERS), &v);
}

static void collect_final(struct tx *tx, unsigned kind, struct refs *out)
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct cursor c;
	size_t step = 0;

	for (cursor_open(&c, tx, T_REC, key_u8(&prefix, (uint8_t)kind), NULL); cursor_ok(&c); cursor_next(&c)) {
		tx_forget_pages(tx, step++);
		if (!record_from_entry(tx, c.key, c.value, &r) && paper_is_due(&r))
			refs_add(out, r.kind, r.id);
	}
	cursor_close(&c);
	record_release(&r);
}

static enum err catch_up(struct tx *tx, void *arg)
{
	struct error cause = {.code = OK}, *e = arg;
	struct key k = {.n = 0}, v = {.n = 0};
	struct record r = {0}, paper = {0};
	struct refs all = {0};
	enum err err = OK;

	key_u32(&v, 1);
	for (size_t i = 0; i < sizeof(finalities) / sizeof(*finalities); i++)
		collect_final(tx, finalities[i].kind, &all);
	for (size_t i = 0; i < all.n && !err; i++) {
		tx_forget_pages(tx, i);
		if (!load(tx, all.r[i].kind, all.r[i].id, &r) || paper_newest(tx, NULL, r.kind, r.id, false, &paper))
			continue;
		err = issue_all(tx, &r, true, &cause);
		if (err == ERR_REFUSED || err == ERR_NONE) /* told as missing, until it is there */
			err = OK;
	}
	if (err && e)
		*e = cause;
	refs_release(&all);
	record_release(&r);
	record_release(&paper);
	return err ? err : tx_put(tx, T_META, key_text(&k, META_PAPERS), v.b, v.n);
}

enum err papers_catch_up(struct session *s, struct error *e)
{
	struct tx *tx;
	bool done;

	if (s->role < ROLE_METHODIST || !s->press)
		return OK;
	tx = tx_read(s->store, e);
	if (!tx)
		return ERR_STORAGE;
	done = caught_up(tx);
	tx_end(&tx);
	return done ? OK : session_write(s, "papers", "", catch_up, e, e);
}
