#!/bin/sh
# The judge of a guest's console passes what passed, and nothing else.
count=0

# judged NAME STATUS LAST-LINE: what judge.awk makes of the console on its input.
judged() {
	count=$((count + 1))
	output=$(awk -f "${0%/*}/judge.awk")
	if [ $? = "$2" ] && [ "$(echo "$output" | tail -n 1)" = "$3" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		echo "$output" | sed 's/^/# /'
	fi
}

judged 'a pass' 0 '2 passed, 0 failed, 1 skipped' <<END
<<< a.t
ok 1 - one
ok 2 - two # SKIP no vlan
1..2
>>> a.t 0
<<< b.t
1..0 # SKIP needs more
>>> b.t 0
<<< c.t
ok 1 - three
1..1
>>> c.t 0
2 passed, 0 failed, 1 skipped
END
judged 'a failure' 1 '1 passed, 2 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
not ok 2 - two
1..2
>>> a.t 1
1 passed, 1 failed, 0 skipped
END
judged 'a missing plan' 1 '1 passed, 1 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
>>> a.t 0
1 passed, 0 failed, 0 skipped
END
judged 'fewer tests than planned' 1 '1 passed, 1 failed, 0 skipped' <<END
<<< a.t
1..2
ok 1 - one
>>> a.t 0
1 passed, 0 failed, 0 skipped
END
judged 'a test that ends badly' 1 '1 passed, 1 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
1..1
>>> a.t 143
1 passed, 0 failed, 0 skipped
END
judged 'a guest that dies in a test' 1 '1 passed, 3 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
Kernel panic - not syncing
END
judged 'a guest that dies between two' 1 '1 passed, 1 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
1..1
>>> a.t 0
END
judged 'a line that was lost' 1 '1 passed, 2 failed, 0 skipped' <<END
<<< a.t
ok 1 - one
1..2
>>> a.t 0
2 passed, 0 failed, 0 skipped
END
judged 'a guest without tests' 1 '0 passed, 1 failed, 0 skipped' <<END
0 passed, 0 failed, 0 skipped
END
judged 'nothing at all' 1 '0 passed, 2 failed, 0 skipped' </dev/null
echo "1..$count"
