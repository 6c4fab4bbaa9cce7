# What the two tools printed for the cases of a set-up, -v dir=DIR, compared: prints the numbers of
# those that differ, and 0 when wrong calls have changed something. -v which="3 7" or "all" says which
# ones; -v last=1 that there is no next try. Of those that differ the files are left as compared.

# A bridge's timers never stand still: their digits are not compared.
function stilled(text,    done, timer) {
	while (match(text, /_timer"?[: ] *[0-9.]+/)) {
		timer = substr(text, RSTART, RLENGTH)
		gsub(/[0-9]/, "N", timer)
		done = done substr(text, 1, RSTART - 1) timer
		text = substr(text, RSTART + RLENGTH)
	}
	return done text
}

# Addresses that the kernel drew itself (bit 1 of the first byte is set, bit 0 is not), and the
# link-local addresses made of them; tables set their own, which begin with 02:00:00.
function undrawn(text) {
	gsub(/02:0?0:0?0:/, "KEPT-", text)
	gsub(/[0-9a-f]?[26ae]:[0-9a-f][0-9a-f]?:[0-9a-f][0-9a-f]?:[0-9a-f][0-9a-f]?:[0-9a-f][0-9a-f]?:[0-9a-f][0-9a-f]?/, "(drawn)", text)
	gsub(/KEPT-/, "02:00:00:", text)
	gsub(/fe80::ff:fe00:/, "KEPT-", text)
	gsub(/fe80::[0-9a-f:]*ff:fe[0-9a-f:]*/, "(drawn)", text)
	gsub(/KEPT-/, "fe80::ff:fe00:", text)
	return text
}

# A second of a lifetime: tables let its last digit be a 5.
function aged(text,    done) {
	while (match(text, /(life_time|expires)":[0-9][0-9]+/)) {
		done = done substr(text, 1, RSTART + RLENGTH - 2) "_"
		text = substr(text, RSTART + RLENGTH)
	}
	return done text
}

# Of two devices that come up together either may get its IPv6 routes first: those that the kernel
# made stand in an order of their own.
function sorted(text,    n, i, j, routes, kernels, others, route) {
	if (text !~ /^\[\{"type":/)
		return text
	n = split("," substr(text, 2, length(text) - 2), routes, /,\{"type":/)
	kernels = 0
	for (i = 2; i <= n; i++) {
		route = routes[i]
		if (route !~ /"protocol":"kernel"/) {
			others = others "\n" route
			continue
		}
		for (j = ++kernels; j > 1 && routes[j - 1] > route; j--)
			routes[j] = routes[j - 1]
		routes[j] = route
	}
	text = "routes:"
	for (i = 1; i <= kernels; i++)
		text = text "\n" routes[i]
	return text others
}

# What the kernel learned of its neighbours, it learned in its own time; what was set is PERMANENT.
function unlearned(text,    n, i, neighbours) {
	if (text !~ /^\[\{"dst":.*"state":\[/)
		return text
	n = split(text, neighbours, /\},\{/)
	text = "neighbours:"
	for (i = 1; i <= n; i++)
		if (neighbours[i] ~ /"PERMANENT"/)
			text = text "\n" neighbours[i]
	return text
}

# What two worlds with the same in them do not share.
function evened(text) {
	return aged(undrawn(stilled(unlearned(sorted(text)))))
}

function slurp(file, even,    line, text) {
	text = ""
	while ((getline line <file) > 0)
		text = text (even ? evened(line) : line) "\n"
	close(file)
	return text
}

function keep(file, text) {
	printf "%s", text >file
	close(file)
}

function same(a, b, even,    x, y) {
	x = slurp(a, even)
	y = slurp(b, even)
	if (x == y)
		return 1
	if (even) {
		keep(a, x)
		keep(b, y)
	}
	return 0
}

function last_line(text,    n, lines) {
	n = split(text, lines, "\n")
	return lines[n - 1]
}

# A wrong call that should end with STATUS, and with iproute2 the same or STATUS/ITS: where nothing is
# said of that, 1 and 255 are one to it. The tested one prints nothing else, and says one thing; after
# a 255 more may follow.
function refused(n, status,    its, got, want, said) {
	if (split(status, its, "/") == 1)
		its[2] = status == 2 ? 2 : "(1|255)"
	got = slurp(dir "/" n ".tested")
	want = last_line(slurp(dir "/" n ".reference"))
	said = slurp(dir "/" n ".tested.err")
	if (got != "[status " its[1] ", stderr]\n" || want !~ "^.status " its[2] "(, stderr)?.$")
		return 0
	return its[1] == 255 || gsub(/\n/, "", said) == 1
}

function wanted(n) {
	return which == "all" || index(" " which " ", " " n " ")
}

# $1 is what is done with case NR
{
	n = NR
	kind = $1
	if (!wanted(n))
		next
	a = dir "/" n ".reference"
	b = dir "/" n ".tested"
	if (kind == "show")
		good = same(a, b) || last && stilled(slurp(a)) == stilled(slurp(b))
	else if (kind ~ /^wrong/)
		good = refused(n, substr(kind, 6))
	else
		good = same(a, b, 1)
	if (!good)
		print n
}

END {
	if (wanted(0) && !same(dir "/before", dir "/after", 1))
		print 0
}
