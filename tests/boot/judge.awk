# judge.awk: reads a guest's console (see init) and says what to think of it: each failure, each
# test that was skipped and why, and "N passed, N failed, N skipped". Whatever is not plainly a pass
# is a failure: a test file that ends with a status, without a plan, or not at all; a guest that
# does not come to its closing line, or whose own count differs. Exit status 0: all passed.
function fail(what) {
	failed++
	print "FAILED " what
}

function close_file(status) {
	if (file == "")
		return
	if (status != 0)
		fail(file ": " (status == "" ? "did not end" : "ended with status " status))
	if (plan == "")
		fail(file ": no plan")
	else if (plan != count)
		fail(file ": " count " tests, " plan " planned")
	file = ""
}

{ sub(/\r+$/, "") }

/^<<< / {
	close_file("")
	file = $2
	plan = ""
	count = 0
	files++
	next
}
/^>>> / {
	close_file($3)
	next
}
file != "" && /^ok / {
	count++
	if (tolower($0) ~ / # skip/) {
		skipped++
		print "skipped " file ": " substr($0, index($0, " - ") + 3)
	} else
		passed++
	next
}
file != "" && /^not ok / {
	count++
	refused++
	fail(file ": " substr($0, 8))
	next
}
file != "" && /^1\.\.[0-9]+/ {
	plan = substr($1, 4) + 0
	if (plan == 0)
		print "skipped " file ": all of it" substr($0, 5)
	next
}
file != "" && /^# / { print }
/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
	closing = $0
}

END {
	close_file("")
	if (files == 0)
		fail("no test was run")
	if (closing == "")
		fail("the guest did not come to its end")
	else if (closing != passed + 0 " passed, " refused + 0 " failed, " skipped + 0 " skipped")
		fail("the guest counted " closing)
	print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped"
	exit failed > 0
}
