/* SPDX-License-Identifier: 0BSD */
#include "pick.h"

#include <linux/if.h>
#include <string.h>

#include "applet.h"
#include "field.h"
#include "say.h"

#define PORT_SUFFIX "_slave"

int no_device(const char *name)
{
	return say_error(EXIT_WORD, "Cannot find device \"%s\"", name);
}

int vrf_get(struct nl *nl, const char *name, struct link *vrf)
{
	if (link_get(nl, 0, name, vrf) || strcmp(link_type(vrf), "vrf") != 0)
		return say_error(EXIT_WORD, "\"%s\" is not a VRF", name);
	return 0;
}

int pick_resolve(struct nl *nl, struct pick *pick, uint64_t has)
{
	const size_t suffix = strlen(PORT_SUFFIX);
	size_t len = pick->type ? strlen(pick->type) : 0;
	struct link vrf;

	if (pick->dev) {
		pick->index = link_index(nl, pick->dev);
		if (pick->index <= 0)
			return say_error(EXIT_WORD, "Device \"%s\" does not exist.", pick->dev);
	}
	if (pick->master) {
		int32_t index = link_index(nl, pick->master);

		if (index <= 0)
			return no_device(pick->master);
		pick->master_index = (uint32_t)index;
	} else if (pick->nomaster) {
		pick->master_index = UINT32_MAX;
	}
	if (pick->vrf) {
		if (vrf_get(nl, pick->vrf, &vrf))
			return EXIT_WORD;
		pick->master_index = (uint32_t)vrf.index;
	}
	pick->group_given = has >> PICK_HAS_GROUP & 1;
	if (len > suffix && !strcmp(pick->type + len - suffix, PORT_SUFFIX)) {
		pick->port_type = pick->type;
		pick->type = NULL;
	}
	return 0;
}

struct link_filter pick_filter(const struct pick *pick)
{
	return (struct link_filter){ .master = pick->master_index, .type = pick->type };
}

bool pick_matches(const struct pick *pick, const struct link *link)
{
	const char *port = link_port_type(link);
	size_t len = strlen(port);

	if (pick->index && link->index != pick->index)
		return false;
	if (pick->up && !(link->flags.value & IFF_UP))
		return false;
	if (pick->group_given && FIELD_HAS(link, LINK_GROUP) && link->group != pick->group)
		return false;
	if (pick->master_index == UINT32_MAX ? link->master != 0
					     : pick->master_index && link->master != pick->master_index)
		return false;
	if (pick->type && strcmp(link_type(link), pick->type) != 0)
		return false;
	return !pick->port_type || (!strncmp(pick->port_type, port, len) &&
				    !strcmp(pick->port_type + len, PORT_SUFFIX));
}
