#compdef attache
# zsh completion of attache; install it as _attache in a folder of $fpath
_attache() {
	local cur=${(Q)words[CURRENT]}
	local -a found
	if [[ $cur == -* ]]; then
		found=(${(fu)"$("${words[1]}" "${words[2]}" --help \
			2>/dev/null | grep -oE -e '--[a-z][a-z-]+')"})
	else
		found=(${(fu)"$("${words[1]}" complete \
			"${(@Q)words[2,CURRENT]}" 2>/dev/null)"})
	fi
	if (( ! $#found )); then
		_files
		return
	fi
	compadd -S ' ' -- ${found:#*[.=]}
	compadd -S '' -- ${(M)found:#*[.=]}
}
if [[ $funcstack[1] == _attache ]]; then
	_attache "$@"
else
	compdef _attache attache
fi
