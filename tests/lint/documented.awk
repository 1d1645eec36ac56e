# Every public function of a header has a comment above it, or above its group,
# which ends at a blank line. Input: headers. Prints TAP.
# Functions with a body are a group as long as nothing else comes between them.
FNR == 1 { told = ended = inside = 0 }
/^\{$/ { inside = 1 }
inside {
	inside = !/^\}$/
	ended = !inside
	next
}
(/^[ \t]*$/ && !ended) || /^#/ || /^\};/ || /^\/\* ---/ {
	told = 0
	next
}
{ ended = 0 }
/^\/\*/ { told = 1 }
/^(typedef|#|\/)/ { next }
/^[a-z][A-Za-z0-9_ \t]*[ \*]\**[a-z][A-Za-z0-9_]*\(/ && !/__attribute__/ {
	total++
	if (!told) {
		print "# " FILENAME ":" FNR ": " $0
		missing++
	}
}
END {
	print "# " total + 0 " public functions, " missing + 0 " without a comment"
	print (missing || !total ? "not " : "") \
		"ok 1 - public_functions_are_documented"
	exit missing || !total
}
