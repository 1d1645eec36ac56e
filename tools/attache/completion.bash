# bash completion of attache; install it with
#   attache completion bash >/etc/bash_completion.d/attache
# Words are split at blanks here: bash would part them at '=' and ':' too. It
# replaces only what is behind the last of those, so the rest is cut off.
_attache()
{
	local line=${COMP_LINE:0:COMP_POINT} cur head= one
	local -a words found
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=("")
	cur=${words[-1]}
	COMPREPLY=()
	if [[ $cur == -* ]]; then
		mapfile -t found < <("${words[0]}" "${words[1]}" --help \
			2>/dev/null | grep -oE -e '--[a-z][a-z-]+' | sort -u)
	else
		mapfile -t found < <("${words[0]}" complete \
			"${words[@]:1}" 2>/dev/null | sort -u)
	fi
	[[ $COMP_WORDBREAKS == *=* ]] && head=${cur%"${cur##*[=:]}"}
	for one in "${found[@]}"; do
		[[ $one == "$cur"* ]] || continue
		COMPREPLY+=("${one#"$head"}")
		[[ $one == *[.=] ]] && compopt -o nospace 2>/dev/null
	done
}
complete -o default -F _attache attache
