# fish completion of attache; install it with
#   attache completion fish >~/.config/fish/completions/attache.fish
function __attache_complete
	set -l words (commandline -opc)
	set -l cur (commandline -ct)
	set -l found
	if string match -q -- '-*' $cur
		set found ($words[1] $words[2] --help 2>/dev/null |
			string match -ar -- '--[a-z][a-z-]+' | sort -u)
	else
		set found ($words[1] complete $words[2..] "$cur" 2>/dev/null |
			sort -u)
	end
	if test -n "$found"
		string join \n -- $found
	else
		__fish_complete_path $cur
	end
end
complete -c attache -f -a '(__attache_complete)'
