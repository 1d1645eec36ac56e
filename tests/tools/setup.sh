#!/bin/bash
# tools/setup with an archive that may lack packages: dpkg and apt are stand-ins
# that say what they are told and note what they are asked.
set -u
. tests/tap.sh
mkdir "$out/bin"
export gone="" installed="" asked=$out/asked
stand_in() {
	{
		echo '#!/bin/sh'
		cat
	} >"$out/bin/$1"
	chmod +x "$out/bin/$1"
}
stand_in dpkg-query <<-'END'
	for p; do :; done # the last argument
	case " $installed " in *" $p "* | *" all "*)
		printf 'install ok installed' ;;
	*) exit 1 ;;
	esac
END
stand_in apt-cache <<-'END'
	case " $gone " in *" $2 "*) exit 0 ;; esac
	printf '%s:\n  Installed: (none)\n  Candidate: 1.0-1\n' "$2"
END
stand_in apt-get <<-'END'
	[ "$1" != install ] || echo "$*" >>"$asked"
END
stand_in clang <<-'END'
	echo 17.0.6
END
stand_in sudo <<-'END'
	exec "$@"
END

setup() {
	: >"$asked"
	PATH=$out/bin:$PATH tools/setup "$@" >"$out/said" 2>&1
}

was_asked_for() {
	local p
	for p; do
		grep -qE " $p( |\$)" "$asked" || return
	done
}

echo "1..6"
setup build && was_asked_for gcc ragel libcmocka-dev && ! was_asked_for tshark
result setup_installs_what_is_missing $?

installed="gcc ragel" setup build && was_asked_for cmake && ! was_asked_for gcc
result setup_leaves_alone_what_is_there $?

installed=all setup vm && [ ! -s "$asked" ]
result setup_asks_for_nothing_if_all_is_there $?

gone="ragel jq" setup test
[ $? = 1 ] && grep -qx \
	"tools/setup: not in this system's package archive: ragel jq" \
	"$out/said"
result setup_names_what_the_archive_lacks $?

was_asked_for gcc tshark clang && ! was_asked_for ragel
result setup_installs_the_others_all_the_same $?

was_asked_for libclang-rt-17-dev && ! was_asked_for libclang-rt-dev
result setup_takes_the_runtime_of_the_clang_that_is_there $?
exit "$failed"
