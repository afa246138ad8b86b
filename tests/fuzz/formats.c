/* What comes from outside, fed with bytes that libFuzzer thinks of: which reader is told by $STAZH_FUZZ_FORMAT. Linked
 * without libFuzzer (-DREPLAY) it takes the files that it is given, each once. */
#include <fcntl.h>

#include "database.h"
#include "stazh/base/archive.h"
#include "stazh/base/ini.h"
#include "stazh/document/template.h"
#include "stazh/ics/calendar.h"
#include "stazh/table/blank.h"
#include "stazh/table/import.h"
#include "stazh/table/json.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct database db;
static char path[80];

static void put(const char *name, const void *data, size_t n)
{
	int f;

	snprintf(path, sizeof(path), "%s/%s", db.folder, name);
	f = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (f < 0 || write(f, data, n) != (ssize_t)n || close(f))
		abort();
}

/* Checked to the end, nothing is stored, so that each input meets the same base; where it makes a difference once more
 * without the bad rows. */
static void import(unsigned kind, const char *name, const uint8_t *data, size_t n)
{
	static const struct assign form = {"form", "консультация"};
	struct import_report report;
	struct error e = {.code = OK};
	bool again = true;

	put(name, data, n);
	for (int skip_bad = 0; skip_bad < 2 && again; skip_bad++) {
		again = import_file(&db.session,
				    &(struct import_request){.kind = kind,
							     .path = path,
							     .readers = calendar_readers,
							     .given = &form,
							     .given_n = kind == KIND_EVENT,
							     .dry_run = true,
							     .detail = true,
							     .skip_bad = skip_bad},
				    &report, &e) &&
			report.rows;
		import_report_release(&report);
	}
}

static void ics(const uint8_t *data, size_t n)
{
	import(KIND_EVENT, "in.ics", data, n);
}

static void csv(const uint8_t *data, size_t n)
{
	import(KIND_PERSON, "in.csv", data, n);
}

static void events(const uint8_t *data, size_t n)
{
	import(KIND_EVENT, "in.csv", data, n);
}

static void json(const uint8_t *data, size_t n)
{
	struct json_rows rows = {0};
	struct error e = {.code = OK};

	json_rows_read((const char *)data, n, &rows, &e);
	json_rows_release(&rows);
	import(KIND_PERSON, "in.json", data, n);
}

static void xlsx(const uint8_t *data, size_t n)
{
	import(KIND_PERSON, "in.xlsx", data, n);
}

static void ods(const uint8_t *data, size_t n)
{
	import(KIND_PERSON, "in.ods", data, n);
}

/* One part of an archive that is sound otherwise: behind its sums few changes would come far. parts: name, text … */
static void pack(const char *const *parts, size_t n, const char *name, const uint8_t *data, size_t data_n,
		 void (*then)(const uint8_t *data, size_t n))
{
	struct buf bytes[6] = {0}, out = {0};
	struct archive_part part[6];

	for (size_t i = 0; i < n; i++) {
		buf_add(&bytes[i], parts[2 * i + 1]);
		part[i] = (struct archive_part){.name = parts[2 * i], .bytes = &bytes[i], .stored = !i};
	}
	buf_addn(&bytes[n], (const char *)data, data_n);
	part[n] = (struct archive_part){.name = name, .bytes = &bytes[n]};
	if (archive_pack(part, n + 1, &out))
		then((const uint8_t *)out.s, out.n);
	for (size_t i = 0; i <= n; i++)
		buf_free(&bytes[i]);
	buf_free(&out);
}

static void book(const uint8_t *data, size_t n, void (*then)(const uint8_t *data, size_t n))
{
#define FORMATS "http://schemas.openxmlformats.org/"
#define RELATION(type, target)                                                                                         \
	"<Relationships xmlns=\"" FORMATS "package/2006/relationships\"><Relationship Id=\"r1\" Type=\"" FORMATS       \
	"officeDocument/2006/relationships/" type "\" Target=\"" target "\"/></Relationships>"
	static const char *const parts[] = {
		"[Content_Types].xml",
		"<Types xmlns=\"" FORMATS "package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" "
		"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
		"_rels/.rels",
		RELATION("officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml",
		"<workbook xmlns=\"" FORMATS "spreadsheetml/2006/main\" xmlns:r=\"" FORMATS
		"officeDocument/2006/relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" "
		"r:id=\"r1\"/></sheets></workbook>",
		"xl/_rels/workbook.xml.rels",
		RELATION("worksheet", "worksheets/sheet1.xml"),
	};

	pack(parts, 4, "xl/worksheets/sheet1.xml", data, n, then);
}

static void page(const uint8_t *data, size_t n)
{
	book(data, n, xlsx);
}

static void sheet(const uint8_t *data, size_t n)
{
	static const char *const parts[] = {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"};

	pack(parts, 1, "content.xml", data, n, ods);
}

static void fill(const char *name, const void *data, size_t n)
{
	struct template_data none = {0};
	struct buf out = {0}, missing = {0};
	struct error e = {.code = OK};

	put(name, data, n);
	if (strstr(name, ".odt"))
		template_fill_odt(path, &none, &out, &missing, &e);
	else
		template_fill(path, &none, &out, &missing, &e);
	buf_free(&out);
	buf_free(&missing);
}

static void odt(const uint8_t *data, size_t n)
{
	fill("in.odt", data, n);
}

static void content(const uint8_t *data, size_t n)
{
	static const char *const parts[] = {"mimetype", "application/vnd.oasis.opendocument.text"};

	pack(parts, 1, "content.xml", data, n, odt);
}

/* A form that was filled is one that can be read: whatever stood in it. */
static void blank(const uint8_t *data, size_t n)
{
	static const struct blank_value values[] = {
		{.what = BLANK_NUMBER, .number = 12, .text = "12"},
		{.what = BLANK_PERCENT, .number = 89.5, .text = "89,5"},
		{.what = BLANK_DAY, .day = 20000, .text = "04.10.2024"},
		{.what = BLANK_TEXT, .text = "<\xD0\x90 & \"B\">\n"},
		{.what = BLANK_KEPT},
	};
	struct blank *f;
	struct buf out = {0};
	struct error e = {.code = OK};

	put("in", data, n);
	if (blank_open(path, "in", &f, &e))
		return;
	for (size_t i = 0; i < blank_marks(f); i++) {
		struct blank_mark *m = blank_mark(f, i);
		size_t room = blank_rows_room(f, i);

		m->value = values[i % 5];
		m->each = values;
		m->rows = room < 3 ? room : 3;
	}
	if (blank_fill(f, &out, &e)) { /* what is not looked at may be damaged */
		blank_close(&f);
		buf_free(&out);
		return;
	}
	blank_close(&f);
	put("in", out.s, out.n);
	if (blank_open(path, "in", &f, &e)) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	blank_close(&f);
	buf_free(&out);
}

static void marks(const uint8_t *data, size_t n)
{
	book(data, n, blank);
}

static void flow(const uint8_t *data, size_t n)
{
	static const char *const parts[] = {"mimetype", "application/vnd.oasis.opendocument.text"};

	pack(parts, 1, "content.xml", data, n, blank);
}

static void text(const uint8_t *data, size_t n)
{
	fill("in.txt", data, n);
}

static void ini(const uint8_t *data, size_t n)
{
	struct config config;
	struct error e = {.code = OK};

	put("in.ini", data, n);
	config_load(path, &config, &e);
	config_free(&config);
}

static void record(const uint8_t *data, size_t n)
{
	struct record r = {.kind = KIND_EVENT};
	struct buf out = {0};

	if (!record_decode(&r, data, n, NULL))
		record_encode(&r, &out);
	record_release(&r);
	buf_free(&out);
}

static const struct {
	const char *name;
	void (*run)(const uint8_t *data, size_t n);
} formats[] = {
	{"ics", ics},	{"csv", csv},	    {"events", events}, {"sheet", sheet},     {"json", json},
	{"xlsx", xlsx}, {"page", page},	    {"odt", odt},	{"content", content}, {"text", text},
	{"ini", ini},	{"record", record}, {"blank", blank},	{"marks", marks},     {"flow", flow},
};
static void (*run)(const uint8_t *data, size_t n);

static void clear(void)
{
	database_close(&db);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("STAZH_FUZZ_FORMAT");
	struct error e = {.code = OK};

	(void)argc;
	(void)argv;
	for (size_t i = 0; name && i < sizeof(formats) / sizeof(*formats); i++)
		if (!strcmp(formats[i].name, name))
			run = formats[i].run;
	if (!run) {
		fprintf(stderr, "STAZH_FUZZ_FORMAT names no reader\n");
		exit(2);
	}
	database_open(&db, "2026-11-28", "");
	add(&db, KIND_ORG, "full_name=Николаевская ООШ", "short_name=Николаевская ООШ",
	    NULL); /* somebody to refer to */
	add(&db, KIND_PERSON, "surname=Иванова", "name=Анна", "org=1", NULL);
	assert_int_equal(archive_load("книги .xlsx", &e), OK);
	atexit(clear);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	run(data, n);
	return 0;
}

#ifdef REPLAY
int main(int argc, char **argv)
{
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		struct buf b = {0};
		int c;

		if (!f)
			return 1;
		while ((c = getc(f)) != EOF)
			buf_addc(&b, (char)c);
		fclose(f);
		LLVMFuzzerTestOneInput((const uint8_t *)buf_text(&b), b.n);
		buf_free(&b);
	}
	printf("%d\n", argc - 1);
	return 0;
}
#endif
