/* SPDX-License-Identifier: 0BSD */
#include "kind.h"

#include <net/if_arp.h>
#include <string.h>

#include "names.h"
#include "out.h"
#include "rt.h"

static const struct kind *const kinds[] = {
	&kind_bridge, &kind_bridge_port, &kind_macvlan, &kind_macvtap,
	&kind_vlan,   &kind_vxlan,	 &kind_tun,
};

const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

/* The place of an attribute: that of the first entry for it; count when there is none. */
static unsigned place_of(const struct kind *kind, unsigned attr)
{
	unsigned i;

	for (i = 0; i < kind->count; i++)
		if (kind->fields[i].attr == attr ||
		    (kind->fields[i].attr6 && kind->fields[i].attr6 == attr))
			break;
	return i;
}

const union kind_value *kind_arg(const struct kind *kind, const struct kind_args *args,
				 unsigned attr)
{
	unsigned place = place_of(kind, attr);

	return args->has >> place & 1 ? &args->value[place] : NULL;
}

union kind_value *kind_arg_set(const struct kind *kind, struct kind_args *args, unsigned attr)
{
	unsigned place = place_of(kind, attr);

	args->has |= (uint64_t)1 << place;
	return &args->value[place];
}

void kind_arg_drop(const struct kind *kind, struct kind_args *args, unsigned attr)
{
	args->has &= ~((uint64_t)1 << place_of(kind, attr));
}

/* The table of words that set something. */
static void make_words(const struct kind *kind, struct word words[KIND_FIELDS_MAX + 1])
{
	unsigned n = 0, place;

	for (const struct kind_field *f = kind->fields; f < kind->fields + kind->count; f++) {
		if (!f->parse)
			continue;
		place = place_of(kind, f->attr);
		words[n++] = (struct word){
			.text = f->word,
			.form = f->parse,
			.has = (uint8_t)place,
			.at = (uint16_t)(offsetof(struct kind_args, value) +
					 place * sizeof(union kind_value)),
			.arg = f->arg,
		};
	}
	words[n] = (struct word){ .form = WORD_END };
}

int kind_parse(struct call *call, const struct kind *kind, bool adding, struct kind_args *args)
{
	struct word words[KIND_FIELDS_MAX + 1];
	int rc;

	make_words(kind, words);
	rc = words_parse(call, words, args);
	return rc == 0 && kind->finish ? kind->finish(args, adding) : rc;
}

bool kind_help(const char *name)
{
	struct word words[KIND_FIELDS_MAX + 1];
	const struct kind *kind = name ? kind_find(name) : NULL;
	char head[64] = "Usage: ... type ";

	for (size_t i = 0; !name && i < sizeof(kinds) / sizeof(*kinds); i++) {
		make_words(kinds[i], words);
		if (words->form)
			words_put(" | ", kinds[i]->name, strlen(kinds[i]->name), "");
	}
	if (!kind)
		return false;
	make_words(kind, words);
	if (!words->form)
		return false;
	words_usage(strcat(head, kind->name), words, NULL);
	return true;
}

int kind_resolve(struct nl *nl, const struct kind *kind, struct kind_args *args,
		 const char **missing)
{
	for (unsigned i = 0; i < kind->count; i++) {
		int32_t index;

		if ((kind->fields[i].parse & WORD_FORM) != WORD_DEV || !(args->has >> i & 1))
			continue;
		*missing = args->value[i].text;
		index = link_index(nl, *missing);
		if (index < 0)
			return index;
		args->value[i].u32 = (uint32_t)index;
	}
	return 0;
}

void kind_put(struct nl_req *req, const struct kind *kind, const struct kind_args *args)
{
	for (unsigned i = 0; i < kind->count; i++) {
		const struct kind_field *f = &kind->fields[i];
		uint8_t attr = f->attr;

		if (!(args->has >> i & 1))
			continue;
		if (f->attr6 && args->value[i].inet.family == 10 /* AF_INET6 */)
			attr = f->attr6;
		field_put(req, attr, f->form, &args->value[i]);
	}
}

/* ---- Showing ----------------------------------------------------------------------------- */

static void read_args(const struct kind *kind, struct nl_attrs data, struct kind_args *args)
{
	struct nl_attr a;
	unsigned i;

	args->has = 0;
	while (nl_attr_next(&data, &a)) {
		i = place_of(kind, a.type);
		if (i == kind->count)
			continue;
		memset(&args->value[i], 0, sizeof(args->value[i]));
		field_read(&a, kind->fields[i].form, &args->value[i]);
		args->has |= (uint64_t)1 << i;
	}
}

/* Copies the word's NAME, with `before` and `behind` around it. */
static const char *with_name(const char *before, const char *word, const char *behind, char buf[64])
{
	char *at = stpcpy(buf, before);

	while (*word && *word != ' ' && *word != '|' && at < buf + 64 - 8)
		*at++ = *word++;
	strcpy(at, behind);
	return buf;
}

static void show_flag(const char *key, const struct kind_field *f, bool on)
{
	char text[64];

	out_bool(key, NULL, on);
	if (!on)
		out_text(with_name("no", f->word, " ", text));
	else if (f->show == SHOW_NO)
		out_text(with_name("", f->word, " ", text));
}

static void show_field(struct nl *nl, const struct kind *kind, const struct kind_field *f,
		       const struct kind_args *args, const union kind_value *v)
{
	char name[64], line[64], mac[LLADDR_TEXT];
	const char *key = f->key ? f->key : with_name("", f->word, "", name);
	const char *format = f->format ? f->format : with_name("", f->word, " % ", line);

	switch (f->show) {
	case SHOW_NOT0:
		if (v->u32 == 0)
			break;
		/* fall through */
	case SHOW_UINT:
		out_uint(key, format, f->form == FIELD_U64 ? v->u64 : v->u32);
		break;
	case SHOW_HEX:
		out_hex(key, format, v->u32);
		break;
	case SHOW_ONOFF:
		out_bool(key, format, v->u32);
		break;
	case SHOW_TRUE:
		if (v->u32 || f->form == FIELD_EMPTY)
			out_true(key, f->format ? f->format : with_name("", f->word, " ", line));
		break;
	case SHOW_NO:
	case SHOW_UNLESS:
		show_flag(key, f, v->u32);
		break;
	case SHOW_NAMED:
		out_str(key, format, name_of(f->names, v->u32));
		break;
	case SHOW_MAC:
		out_str(key, format, lladdr_text(&v->lladdr, ARPHRD_ETHER, mac));
		break;
	case SHOW_DEV:
		if (v->u32)
			out_str(key, format, link_name(nl, v->u32));
		break;
	case SHOW_CENTI:
		out_centi(key, format, v->u64);
		break;
	case SHOW_OWN:
		kind->own(f, args, v);
		break;
	}
}

void kind_show(struct nl *nl, const struct kind *kind, struct nl_attrs data)
{
	struct kind_args args;

	read_args(kind, data, &args);
	for (unsigned i = 0; i < kind->count; i++)
		if (args.has >> i & 1)
			show_field(nl, kind, &kind->fields[i], &args, &args.value[i]);
}
