# Numbers of 14 to 20 digits in captures and their texts, but the test ones:
# written as digits, and in bytes as ASCII, as UTF-16 and as swapped nibbles.
# Prints each with its place; ends with 1 if there is one.

# 00101... are SIMs of the test network, 35... and 99... with zeros are devices of
# nobody, 89... with zeros are ICCIDs of nobody; 1 with zeros is a subscriber. The
# last two are an ICCID and an IMSI as the files of a SIM hold them.
function is_test(s) {
	return s ~ /^(00101|35|99|1|02|89|8944|0)0*[0-9]?$/ ||
		s ~ /^980*$/ || s ~ /^080910100*$/
}

# Not of a person: bands as a number; the time in the name of a mail.
function is_known(s) {
	return s == "184581505366239" || (/^#/ && s ~ /^20[12][0-9][01][0-9]/)
}

function see(s, where) {
	if (length(s) < 14 || length(s) > 20 || is_test(s) || is_known(s))
		return
	print FILENAME ":" FNR ": " s " (" where ")"
	found = 1
}

function digits_of(text, where,    s) {
	while (match(text, /[0-9A-Za-z]+/)) {
		if (substr(text, RSTART, RLENGTH) !~ /[A-Za-z]/)
			see(substr(text, RSTART, RLENGTH), where)
		text = substr(text, RSTART + RLENGTH)
	}
}

# The bytes of a line: two hex digits each, none of them alone.
function hex_of(line,    text) {
	text = tolower(line)
	sub(/.*data   = /, "", text)
	sub(/^[a-z]+ \([0-9]+\): /, "", text)
	if (text ~ /[^0-9a-f :.]/ || text !~ /^[0-9a-f][0-9a-f]([ :]|$)/)
		return ""
	gsub(/[^0-9a-f]/, "", text)
	return text
}

function ascii_of(bytes, step,    i, b, run) {
	for (i = 1; i < length(bytes); i += 2 * step) {
		b = substr(bytes, i, 2)
		if (b ~ /^3[0-9]$/ &&
		    (step == 1 || substr(bytes, i + 2, 2) == "00")) {
			run = run substr(b, 2)
			continue
		}
		see(run, step == 1 ? "ASCII" : "UTF-16")
		run = ""
	}
	see(run, step == 1 ? "ASCII" : "UTF-16")
}

# An ICCID, which begins with 89, or what an EF of an IMSI has (08 and a nibble
# of 9), in swapped nibbles.
function swapped_of(bytes,    i, k, b, run) {
	for (i = 1; i < length(bytes); i += 2) {
		b = substr(bytes, i, 4)
		if (b !~ /^98../ && b !~ /^08.9/)
			continue
		run = b ~ /^98/ ? "" : substr(b, 3, 1)
		for (k = b ~ /^98/ ? i : i + 4; k < i + 20; k += 2) {
			b = substr(bytes, k, 2)
			if (b !~ /^[0-9f][0-9]$/)
				break
			run = run substr(b, 2, 1) substr(b, 1, 1)
		}
		sub(/f.*/, "", run)
		see(run, "swapped nibbles")
	}
}

{
	bytes = FILENAME ~ /\.txt$/ ? "" : hex_of($0)
	if (bytes == "") {
		digits_of($0, "digits")
		held = ""
		next
	}
	# a number may go on in the next line of a dump
	held = substr(held, length(held) > 80 ? length(held) - 79 : 1) bytes
	ascii_of(held, 1)
	ascii_of(held, 2)
	ascii_of(substr(held, 3), 2)
	swapped_of(held)
}
END { exit found }
