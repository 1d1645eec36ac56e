# To be sourced from the top of the tree: the objects of a build folder.

# objects BUILD FOLDER...: "OBJECT SOURCE", the newest object of each source.
# Objects of sources that are no more stay behind in a build folder.
objects() {
	local build=$1 object source
	shift
	find "${@/#/$build/}" -name '*.c.o' -printf '%T@ %p\n' 2>/dev/null |
		sort -rn | while read -r _ object; do
		source=${object#"$build"/}
		source=${source%.o}
		case $source in
		*/__/generated/*) source=generated/${source##*/} ;;
		*) source=${source%%CMakeFiles/*}${source#*CMakeFiles/*.dir/} ;;
		esac
		[ -f "$source" ] || [ -f "$build/$source" ] || continue
		echo "$object $source"
	done | awk '!seen[$2]++' | sort -k 2
}

# symbols BUILD FOLDER...: "SOURCE NM-LINE" for every symbol.
symbols() {
	local object source
	objects "$@" | while read -r object source; do
		nm "$object" | sed "s|^|$source |"
	done
}
