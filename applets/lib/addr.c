/* SPDX-License-Identifier: 0BSD */
#include <linux/if_addr.h>
#include <string.h>
#include <sys/socket.h>

#include "field.h"
#include "rt.h"

#define F(attr, form, member) [attr] = { FIELD_##form, offsetof(struct addr, member) }

static const struct field fields[] = {
	F(IFA_ADDRESS, INET, address),
	F(IFA_LOCAL, INET, local),
	F(IFA_LABEL, TEXT, label),
	F(IFA_BROADCAST, INET, broadcast),
	F(IFA_ANYCAST, INET, anycast),
	F(IFA_FLAGS, U32, flags.value),
	F(IFA_RT_PRIORITY, U32, metric),
	F(ADDR_PROTO, U8, proto),
};
#undef F

int addr_dump(struct nl *nl, uint32_t index, uint8_t family)
{
	struct ifaddrmsg ifa = { .ifa_family = family, .ifa_index = index };
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, RTM_GETADDR, NLM_F_DUMP, &ifa, sizeof(ifa));
	return nl_send(nl, &req);
}

static void read_lifetime(struct nl_attrs attrs, struct addr *addr)
{
	struct ifa_cacheinfo info;
	struct nl_attr a;

	while (nl_attr_next(&attrs, &a)) {
		if (a.type != IFA_CACHEINFO || a.len < sizeof(info))
			continue;
		memcpy(&info, a.data, sizeof(info));
		addr->valid = info.ifa_valid;
		addr->preferred = info.ifa_prefered;
		addr->has |= (uint64_t)1 << ADDR_LIFETIME;
	}
}

bool addr_read(const struct nl_msg *msg, struct addr *addr)
{
	struct ifaddrmsg ifa;

	if (msg->type != RTM_NEWADDR && msg->type != RTM_DELADDR)
		return false;
	memset(addr, 0, sizeof(*addr));
	if (!nl_header(msg, &ifa, sizeof(ifa)))
		return false;
	addr->deleted = msg->type == RTM_DELADDR;
	addr->family = ifa.ifa_family;
	addr->index = ifa.ifa_index;
	addr->prefixlen = ifa.ifa_prefixlen;
	addr->scope = ifa.ifa_scope;
	addr->flags.value = ifa.ifa_flags; /* its eight bits, where IFA_FLAGS is missing */
	fields_read(nl_attrs(msg, sizeof(ifa)), fields, sizeof(fields) / sizeof(*fields), addr);
	read_lifetime(nl_attrs(msg, sizeof(ifa)), addr);
	/* IPv6 without a peer has IFA_ADDRESS only */
	if (!FIELD_HAS(addr, ADDR_LOCAL))
		addr->local = addr->address;
	if (!FIELD_HAS(addr, ADDR_ADDRESS))
		addr->address = addr->local;
	return true;
}

int addr_next(struct nl *nl, struct addr *addr)
{
	struct nl_msg msg;
	int rc;

	while ((rc = nl_next(nl, &msg)) > 0)
		if (addr_read(&msg, addr))
			return 1;
	return rc;
}

static int change(struct nl *nl, uint16_t type, uint16_t flags, const struct addr *addr)
{
	struct ifaddrmsg ifa = {
		.ifa_family = addr->family,
		.ifa_prefixlen = (uint8_t)addr->prefixlen,
		.ifa_flags = (uint8_t)addr->flags.value,
		.ifa_scope = (uint8_t)addr->scope,
		.ifa_index = addr->index,
	};
	struct ifa_cacheinfo info = { .ifa_valid = addr->valid, .ifa_prefered = addr->preferred };
	struct nl_req req;

	nl_req_init(&req);
	nl_begin(&req, type, flags, &ifa, sizeof(ifa));
	fields_put(&req, fields, sizeof(fields) / sizeof(*fields), addr);
	if (FIELD_HAS(addr, ADDR_LIFETIME))
		nl_put(&req, IFA_CACHEINFO, &info, sizeof(info));
	return nl_talk(nl, &req);
}

int addr_set(struct nl *nl, const struct addr *addr, uint16_t flags)
{
	return change(nl, RTM_NEWADDR, flags, addr);
}

int addr_delete(struct nl *nl, const struct addr *addr)
{
	return change(nl, RTM_DELADDR, 0, addr);
}
