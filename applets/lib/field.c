/* SPDX-License-Identifier: 0BSD */
#include "field.h"

#include <arpa/inet.h>
#include <string.h>

#include "inet.h"
#include "words.h"

static void read_inet(const struct nl_attr *attr, struct inet *addr)
{
	if (attr->len != 4 && attr->len != sizeof(addr->bytes))
		return;
	addr->family = attr->len == 4 ? AF_INET : AF_INET6;
	addr->bits = (uint8_t)(attr->len * 8);
	memcpy(addr->bytes, attr->data, attr->len);
}

static void read_lladdr(const struct nl_attr *attr, struct lladdr *addr)
{
	addr->len = (uint8_t)(attr->len < sizeof(addr->bytes) ? attr->len : sizeof(addr->bytes));
	memcpy(addr->bytes, attr->data, addr->len);
}

void field_read(const struct nl_attr *attr, uint8_t form, void *member)
{
	uint32_t *u32 = member;

	switch (form) {
	case FIELD_U8:
	case FIELD_SWITCH:
		*u32 = nl_u8(attr);
		break;
	case FIELD_U16:
		*u32 = nl_u16(attr);
		break;
	case FIELD_U32:
		*u32 = nl_u32(attr);
		break;
	case FIELD_BE16:
		*u32 = ntohs(nl_u16(attr));
		break;
	case FIELD_BE32:
		*u32 = ntohl(nl_u32(attr));
		break;
	case FIELD_U64:
		*(uint64_t *)member = nl_u64(attr);
		break;
	case FIELD_TEXT:
		*(const char **)member = nl_str(attr);
		break;
	case FIELD_CHARS:
		*(const char **)member = nl_str(attr);
		break;
	case FIELD_BITS:
		if (attr->len >= sizeof(struct bits))
			memcpy(member, attr->data, sizeof(struct bits));
		break;
	case FIELD_INET:
		read_inet(attr, member);
		break;
	case FIELD_LLADDR:
		read_lladdr(attr, member);
		break;
	case FIELD_RAW:
		*(struct nl_attr *)member = *attr;
		break;
	}
}

void field_put(struct nl_req *req, uint16_t attr, uint8_t form, const void *member)
{
	const uint32_t *u32 = member;
	const struct inet *inet = member;
	const struct lladdr *lladdr = member;

	switch (form) {
	case FIELD_U8:
		nl_put_u8(req, attr, (uint8_t)*u32);
		break;
	case FIELD_U16:
		nl_put_u16(req, attr, (uint16_t)*u32);
		break;
	case FIELD_U32:
		nl_put_u32(req, attr, *u32);
		break;
	case FIELD_BE16:
		nl_put_u16(req, attr, htons((uint16_t)*u32));
		break;
	case FIELD_BE32:
		nl_put_u32(req, attr, htonl(*u32));
		break;
	case FIELD_U64:
		nl_put_u64(req, attr, *(const uint64_t *)member);
		break;
	case FIELD_TEXT:
		nl_put_str(req, attr, *(const char *const *)member);
		break;
	case FIELD_CHARS:
		nl_put(req, attr, *(const char *const *)member, strlen(*(const char *const *)member));
		break;
	case FIELD_BITS:
		nl_put(req, attr, member, sizeof(struct bits));
		break;
	case FIELD_INET:
		nl_put(req, attr, inet->bytes, inet_len(inet->family));
		break;
	case FIELD_LLADDR:
		nl_put(req, attr, lladdr->bytes, lladdr->len);
		break;
	case FIELD_EMPTY:
	case FIELD_SWITCH:
		nl_put(req, attr, NULL, 0);
		break;
	}
}

void fields_read(struct nl_attrs attrs, const struct field *fields, size_t count, void *object)
{
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a)) {
		if (a.type >= count || fields[a.type].form == FIELD_NONE)
			continue;
		*(uint64_t *)object |= (uint64_t)1 << a.type;
		field_read(&a, fields[a.type].form, (char *)object + fields[a.type].at);
	}
}

void fields_put(struct nl_req *req, const struct field *fields, size_t count, const void *object)
{
	uint64_t has = *(const uint64_t *)object;

	for (size_t i = 0; i < count; i++)
		if (fields[i].form != FIELD_NONE && has >> i & 1)
			field_put(req, (uint16_t)i, fields[i].form,
				  (const char *)object + fields[i].at);
}
