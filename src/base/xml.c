#include <string.h>

#include <expat.h>

#include "sonames.h"
#include "stazh/base/charset.h"
#include "stazh/base/library.h"
#include "stazh/base/utf8.h"
#include "stazh/base/xml.h"

/* clang-format off */
#define FUNCTIONS(X) \
	X(XML_ParserCreate) X(XML_ParserFree) X(XML_SetElementHandler) X(XML_SetCharacterDataHandler) \
	X(XML_SetUserData) X(XML_SetStartDoctypeDeclHandler) X(XML_StopParser) X(XML_ResumeParser) \
	X(XML_GetBuffer) X(XML_ParseBuffer) X(XML_Parse) X(XML_GetCurrentByteIndex) X(XML_GetCurrentLineNumber) \
	X(XML_GetCurrentByteCount) X(XML_SetUnknownEncodingHandler)
/* clang-format on */
FUNCTIONS(LIBRARY_POINTER)
static struct library library = {LIBRARY_NAME(expat),
				 .symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

/* Bytes without a sign that the parser understands: it would read them again with each piece. */
#define TOKEN_MAX (1 << 20)

enum err xml_load(const char *purpose, struct error *e)
{
	library.purpose = purpose;
	return library_load(&library, e);
}

static void XMLCALL start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	const struct xml *x = arg;

	x->handlers->start(x->arg, name, attributes);
}

static void XMLCALL end(void *arg, const XML_Char *name)
{
	const struct xml *x = arg;

	x->handlers->end(x->arg, name);
}

static void XMLCALL text(void *arg, const XML_Char *s, int n)
{
	const struct xml *x = arg;

	x->handlers->text(x->arg, s, n);
}

static void XMLCALL refuse_types(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public,
				 int internal)
{
	struct xml *x = arg;

	(void)name, (void)system, (void)public, (void)internal;
	x->has_types = true;
	xml_stop(x);
}

/* What programs of our country write besides: a sign a byte. */
static int XMLCALL decode(void *arg, const XML_Char *name, XML_Encoding *out)
{
	struct xml *x = arg;
	const char *encoding = charset_find(name);
	struct buf sign = {0};

	for (int i = 0; i < 256; i++) {
		const char *used;
		uint32_t c = 0;
		bool known = encoding && (!i || !charset_decode(&(char){(char)i}, 1, encoding, &sign, &used, NULL));

		out->map[i] = i && known && utf8_decode(buf_text(&sign), sign.n, &c) && c != 0xfffd ? (int)c : -1;
	}
	out->map[0] = 0;
	buf_free(&sign);
	out->convert = NULL;
	out->release = NULL;
	x->has_unknown = out->map['a'] != 'a';
	return x->has_unknown ? XML_STATUS_ERROR : XML_STATUS_OK;
}

bool xml_begin(struct xml *x, const struct xml_handlers *handlers, void *arg)
{
	*x = (struct xml){.handlers = handlers, .arg = arg, .parser = p_XML_ParserCreate(NULL)};
	if (!x->parser)
		return false;
	p_XML_SetUserData(x->parser, x);
	p_XML_SetElementHandler(x->parser, handlers->start ? start : NULL, handlers->end ? end : NULL);
	p_XML_SetCharacterDataHandler(x->parser, handlers->text ? text : NULL);
	p_XML_SetStartDoctypeDeclHandler(x->parser, refuse_types);
	p_XML_SetUnknownEncodingHandler(x->parser, decode, x);
	return true;
}

static enum xml_state state_of(enum XML_Status status)
{
	return status == XML_STATUS_OK ? XML_GOES_ON : status == XML_STATUS_SUSPENDED ? XML_PAUSED : XML_BROKEN;
}

void *xml_room(struct xml *x, size_t n)
{
	return p_XML_GetBuffer(x->parser, (int)n);
}

enum xml_state xml_parse(struct xml *x, size_t n, bool last)
{
	enum xml_state state;

	x->fed += (int64_t)n;
	state = state_of(p_XML_ParseBuffer(x->parser, (int)n, last));
	if (state == XML_GOES_ON && x->fed - p_XML_GetCurrentByteIndex(x->parser) > TOKEN_MAX)
		return XML_BROKEN;
	return state;
}

enum xml_state xml_parse_all(struct xml *x, const char *s, size_t n)
{
	x->fed = (int64_t)n;
	return state_of(p_XML_Parse(x->parser, s, (int)n, true));
}

bool xml_pause(struct xml *x)
{
	return p_XML_StopParser(x->parser, XML_TRUE) == XML_STATUS_OK;
}

enum xml_state xml_resume(struct xml *x)
{
	return state_of(p_XML_ResumeParser(x->parser));
}

void xml_stop(struct xml *x)
{
	p_XML_StopParser(x->parser, XML_FALSE);
}

size_t xml_line(const struct xml *x)
{
	return (size_t)p_XML_GetCurrentLineNumber(x->parser);
}

size_t xml_at(const struct xml *x)
{
	return (size_t)p_XML_GetCurrentByteIndex(x->parser);
}

size_t xml_length(const struct xml *x)
{
	return (size_t)p_XML_GetCurrentByteCount(x->parser);
}

void xml_end(struct xml *x)
{
	if (x->parser)
		p_XML_ParserFree(x->parser);
	*x = (struct xml){.parser = NULL};
}

const char *xml_local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(xml_local(attributes[0]), name))
			return attributes[1];
	return NULL;
}
