/* Reading XML of unknown origin: piece by piece, in constant memory, by libexpat, which is loaded when first used. A
 * document type (DTD), and with it entities of one's own, is refused. Names have their prefix as it is written. */
#ifndef STAZH_BASE_XML_H
#define STAZH_BASE_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"

/* For what the library is needed, in the accusative: «книги .xlsx». ERR_USAGE: it is not installed. Before all else. */
enum err xml_load(const char *purpose, struct error *e);

/* What is called for it, each NULL: nothing. attributes: name, value, name, value …, NULL. */
struct xml_handlers {
	void (*start)(void *arg, const char *name, const char **attributes);
	void (*end)(void *arg, const char *name);
	void (*text)(void *arg, const char *s, int n); /* a text may come in pieces */
};

enum xml_state {
	XML_GOES_ON, /* the next piece, please */
	XML_PAUSED,
	XML_BROKEN, /* no XML, or one of the handlers stopped it */
};

struct xml {
	const struct xml_handlers *handlers;
	void *arg;
	void *parser;
	int64_t fed;	  /* bytes that came */
	bool has_types;	  /* it was refused for a DTD */
	bool has_unknown; /* it was refused for the encoding that it declares: expat's own four and windows-1251 are
			     read */
};

/* The struct may not be moved until xml_end; {0} is one that has ended. False: there was no memory. */
bool xml_begin(struct xml *x, const struct xml_handlers *handlers, void *arg);
/* Room for the next n bytes, NULL: there is no memory; and then: so many of them came, the last ones. */
void *xml_room(struct xml *x, size_t n);
enum xml_state xml_parse(struct xml *x, size_t n, bool last);
/* All of it at once. */
enum xml_state xml_parse_all(struct xml *x, const char *s, size_t n);
/* For handlers: nothing more is parsed until xml_resume; for good. */
bool xml_pause(struct xml *x);
enum xml_state xml_resume(struct xml *x);
void xml_stop(struct xml *x);
/* Where it is, from 1. */
size_t xml_line(const struct xml *x);
/* For handlers: where what they are told stands in the bytes that came, and how many bytes it is; 0 for the end of
 * «<a/>». */
size_t xml_at(const struct xml *x);
size_t xml_length(const struct xml *x);
void xml_end(struct xml *x);

/* The name without its prefix. */
const char *xml_local(const char *name);
/* The attribute of that name, prefixes aside; NULL: none. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
