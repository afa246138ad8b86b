#include <stdlib.h>

#include "internal.h"

static const struct field fields[] = {
	{.id = ORG_SHORT_NAME, .name = "short_name", .title = "Краткое название", .type = FT_TEXT,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 32,
	 .help = "Название, как его пишут в приказах и списках.", .example = "МБОУ «Усть-Чебулинская ООШ»"},
	{.id = ORG_FULL_NAME, .name = "full_name", .title = "Полное название", .type = FT_LONG, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH, .width = 40, .help = "Название по уставу. Если известно только краткое, повторите его.",
	 .example = "Муниципальное бюджетное общеобразовательное учреждение «Усть-Чебулинская основная общеобразовательная школа»"},
	{.id = ORG_KIND, .name = "org_kind", .also = "kind", .title = "Вид организации", .type = FT_CHOICE, .option = OPT_ORG_KINDS,
	 .flags = FF_OPEN | FF_COLUMN, .width = 20, .clause = "1.3", .help = "Площадка может быть в организации любого типа и вида.",
	 .example = "общеобразовательная"},
	{.id = ORG_SETTLEMENT, .name = "settlement", .title = "Населённый пункт", .type = FT_TEXT, .flags = FF_SEARCH | FF_COLUMN,
	 .width = 18, .help = "Где находится организация.", .example = "с. Усть-Чебула"},
	{.id = ORG_HEAD, .name = "head", .title = "Руководитель", .type = FT_REF, .ref = KIND_PERSON,
	 .flags = FF_SEARCH | FF_COLUMN, .width = 20,
	 .help = "Кто руководит организацией: его имя стоит в приказе рядом с её названием.", .example = "Коротеева Т.Н."},
	{.id = ORG_ADDRESS, .name = "address", .title = "Адрес", .type = FT_TEXT, .help = "Почтовый адрес.",
	 .example = "652270, с. Усть-Чебула, ул. Советская, 1"},
	{.id = ORG_PHONE, .name = "phone", .title = "Телефон", .type = FT_TEXT, .flags = FF_PRIVATE, .max = 100,
	 .help = "Наблюдателям телефон не показывается.", .example = "8 (38444) 2-15-30"},
	{.id = ORG_EMAIL, .name = "email", .title = "Эл. почта", .type = FT_TEXT, .flags = FF_PRIVATE, .max = 200,
	 .help = "Наблюдателям адрес не показывается.", .example = "school@example.ru"},
	{.id = ORG_LOW_RESULTS, .name = "low_results", .title = "Низкие результаты", .type = FT_BOOL, .width = 6,
	 .help = "Школа с низкими образовательными результатами: ей методическая помощь нужна в первую очередь.", .example = "да"},
	{.id = ORG_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что стоит помнить.",
	 .example = "нет доступа к 3-му этажу до ноября"},
};

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, ORG_SHORT_NAME));
}

static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "%s\n", record_text(r, ORG_FULL_NAME));
}

/* Two with one name could not be told apart where they are named. */
static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	uint64_t *ids;
	struct record other = {0};
	size_t n;
	enum err err = OK;

	if (was && value_same(record_get(was, ORG_SHORT_NAME), record_get(is, ORG_SHORT_NAME)))
		return OK;
	ids = words_find(tx, record_text(is, ORG_SHORT_NAME), KIND_ORG, &n);
	for (size_t i = 0; i < n && !err; i++)
		if ((uint32_t)ids[i] != is->id && load(tx, KIND_ORG, (uint32_t)ids[i], &other) &&
		    name_same(record_text(&other, ORG_SHORT_NAME), record_text(is, ORG_SHORT_NAME))) {
			error_set(e, ERR_REFUSED, "Организация с таким названием уже есть: %s (№ %u)",
				  record_text(&other, ORG_SHORT_NAME), other.id);
			error_at(e, "short_name");
			err = ERR_REFUSED;
		}
	free(ids);
	record_release(&other);
	return err;
}

const struct kind_def kind_org = {
	.kind = KIND_ORG, .name = "org", .title = "Организация", .plural = "Организации", .genitive = "организации",
	.genitive_plural = "организаций", .accusative = "организацию", .created = "заведена", .gone = "удалена",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields), .writer = ROLE_METHODIST,
	.label = label, .names = names, .check = check,
};
