/* SPDX-License-Identifier: 0BSD */
#include <linux/if_addr.h>
#include <string.h>
#include <sys/socket.h>

#include "field.h"
#include "names.h"
#include "out.h"
#include "show.h"

static void show_flags(const struct addr *addr)
{
	/* in the order in which they are shown */
	static const struct {
		uint32_t bit;
		char name[15];
	} names[] = {
		{ IFA_F_SECONDARY, "secondary" }, /* the same bit as IFA_F_TEMPORARY */
		{ IFA_F_NODAD, "nodad" },
		{ IFA_F_OPTIMISTIC, "optimistic" },
		{ IFA_F_DADFAILED, "dadfailed" },
		{ IFA_F_HOMEADDRESS, "home" },
		{ IFA_F_DEPRECATED, "deprecated" },
		{ IFA_F_TENTATIVE, "tentative" },
		{ IFA_F_PERMANENT, "" }, /* told when it is missing */
		{ IFA_F_MANAGETEMPADDR, "mngtmpaddr" },
		{ IFA_F_NOPREFIXROUTE, "noprefixroute" },
		{ IFA_F_MCAUTOJOIN, "autojoin" },
		{ IFA_F_STABLE_PRIVACY, "stable-privacy" },
	};
	uint32_t flags = addr->flags.value;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		uint32_t bit = names[i].bit;
		const char *name = names[i].name;
		bool on = flags & bit;

		if (bit == IFA_F_PERMANENT) {
			on = !on;
			name = "dynamic";
		} else if (bit == IFA_F_SECONDARY && addr->family == AF_INET6) {
			name = "temporary";
		}
		if (on) {
			out_true(name, NULL);
			out_str(NULL, "% ", name);
		}
		flags &= ~bit;
	}
	if (flags)
		out_xdigits("ifa_flags", "flags % ", flags);
}

static void show_lifetime(const char *key, const char *title, uint32_t seconds)
{
	out_uint(key, NULL, seconds);
	out_text(title);
	if (seconds == UINT32_MAX)
		out_text("forever");
	else
		out_uint(NULL, "%sec", seconds);
}

/* What both forms begin with: "ADDR[ peer ADDR]/LEN [metric N ]". */
static void show_address(const struct addr *addr)
{
	char text[INET_TEXT];

	if (!addr->local.family)
		return;
	out_str("local", "%", inet_text(&addr->local, text));
	if (memcmp(addr->address.bytes, addr->local.bytes, sizeof(addr->local.bytes)) != 0)
		out_str("address", " peer %", inet_text(&addr->address, text));
	out_uint("prefixlen", "/% ", addr->prefixlen);
	if (FIELD_HAS(addr, ADDR_METRIC))
		out_uint("metric", "metric % ", addr->metric);
}

void show_addr_brief(const struct addr *addr)
{
	show_address(addr);
}

void show_addr(const struct show *show, const struct addr *addr, const char *name)
{
	char text[INET_TEXT];

	(void)show;
	if (addr->deleted)
		out_true("deleted", "Deleted ");
	if (name) {
		out_uint("index", "%: ", addr->index);
		out_str("dev", "%", name);
	}
	if (addr->family == AF_INET || addr->family == AF_INET6)
		out_str("family", "    % ", addr->family == AF_INET ? "inet" : "inet6");
	else
		out_uint("family_index", "    family % ", addr->family);
	show_address(addr);
	if (FIELD_HAS(addr, ADDR_BROADCAST))
		out_str("broadcast", "brd % ", inet_text(&addr->broadcast, text));
	if (FIELD_HAS(addr, ADDR_ANYCAST))
		out_str("anycast", "any % ", inet_text(&addr->anycast, text));
	out_str("scope", "scope % ", name_of(NAMES_SCOPE, addr->scope));
	show_flags(addr);
	if (FIELD_HAS(addr, ADDR_LABEL))
		out_str("label", "%", addr->label);
	if (FIELD_HAS(addr, ADDR_LIFETIME)) {
		out_break();
		show_lifetime("valid_life_time", "       valid_lft ", addr->valid);
		show_lifetime("preferred_life_time", " preferred_lft ", addr->preferred);
	}
	out_end();
}
