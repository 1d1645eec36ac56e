/* The style of the HTML page: light or dark as the reader's system is, a table
 * of contents beside the text where there is room, and tables that become
 * lists on a phone. */
#include "spec_html.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

void mbim_html_text(FILE *out, const char *s)
{
	for (; s && *s; s++) {
		if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '>')
			fputs("&gt;", out);
		else if (*s == '&')
			fputs("&amp;", out);
		else
			fputc(*s, out);
	}
}

static const char style[] =
	":root{color-scheme:light dark;--bg:#fff;--fg:#1c2128;--dim:#59636e;"
	"--line:#d8dee4;--soft:#f3f5f7;--link:#0b5cad;--pii:#9a2c1f;"
	"--pii-bg:#fdeeeb;--new:#1a6e37;--new-bg:#e3f5e8}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#d7dce2;"
	"--dim:#939ea9;--line:#323a43;--soft:#1d232a;--link:#7ab8f5;"
	"--pii:#ffa198;--pii-bg:#3a1f1d;--new:#7ee2a0;--new-bg:#17301f}}\n"
	"*{box-sizing:border-box}\n"
	"html{scroll-padding-top:1rem}\n"
	"body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 "
	"system-ui,sans-serif;overflow-wrap:anywhere}\n"
	"a{color:var(--link);text-decoration:none}\n"
	"a:hover,a:focus{text-decoration:underline}\n"
	"code{font:.9em ui-monospace,'DejaVu Sans Mono',monospace}\n"
	"header,main,nav{padding:1rem}\n"
	"h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}\n"
	"h2{font-size:1.35rem;margin:3rem 0 .5rem;padding-bottom:.25rem;"
	"border-bottom:2px solid var(--line)}\n"
	"h3{font-size:1.15rem;margin:2.25rem 0 .25rem}\n"
	"h4{font-size:1rem;margin:1.25rem 0 .25rem}\n"
	"h5{font-size:.9rem;margin:.75rem 0 .25rem;color:var(--dim)}\n"
	"h3 small,h4 small,h5 small{font-weight:400;color:var(--dim)}\n"
	"p{margin:.25rem 0 .5rem;max-width:46rem}\n"
	":target{background:var(--soft);outline:.35rem solid var(--soft)}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;margin:.25rem 0;"
	"gap:0 .75rem;max-width:52rem}\n"
	"dt{color:var(--dim)}\n"
	"dd{margin:0}\n"
	".types{gap:.25rem .75rem}\n"
	"object{display:block;max-width:100%;background:#fff;"
	"border:1px solid var(--line);border-radius:.35rem}\n"
	".none{color:var(--dim)}\n"
	"table{border-collapse:collapse;width:100%;max-width:68rem;"
	"margin:.25rem 0 1rem}\n"
	"th{text-align:left;font-size:.8rem;color:var(--dim);font-weight:600;"
	"border-bottom:1px solid var(--line)}\n"
	"th,td{padding:.25rem .6rem .25rem 0;vertical-align:top}\n"
	"td{border-bottom:1px solid var(--line)}\n"
	".at,.since{width:4rem;color:var(--dim)}\n"
	".name{width:14rem}\n"
	".type{width:14rem}\n"
	".value{width:8rem}\n"
	".pii{color:var(--pii);background:var(--pii-bg);border:1px solid;"
	"border-radius:.3rem;padding:0 .3rem;font-size:.75rem;"
	"font-weight:600;white-space:nowrap}\n"
	".new{color:var(--new);background:var(--new-bg);border-radius:.3rem;"
	"padding:0 .3rem}\n"
	"tr.personal td:first-child{box-shadow:inset .25rem 0 var(--pii)}\n"
	".at{padding-left:.6rem}\n"
	"#find{position:sticky;top:0;z-index:1;background:var(--bg);"
	"padding:.75rem 0 .5rem}\n"
	"#find input{width:100%;font:inherit;color:inherit;"
	"background:var(--soft);border:1px solid var(--line);"
	"border-radius:.35rem;padding:.3rem .6rem}\n"
	"#find input:focus{outline:.15rem solid var(--link)}\n"
	"#found{list-style:none;margin:.25rem 0 0;padding:0}\n"
	"#found a,#found li{display:block;color:inherit;padding:.1rem .4rem;"
	"border-radius:.25rem}\n"
	"#found a small{display:block;min-width:0}\n"
	"#found [aria-current]{background:var(--soft);"
	"box-shadow:inset .2rem 0 var(--link)}\n"
	".hit{outline:.15rem solid var(--link);outline-offset:.1rem}\n"
	"nav.searching>:not(#find){display:none}\n"
	"nav ul{list-style:none;margin:0;padding:0}\n"
	"nav li li a{color:inherit}\n"
	"nav b{display:block;margin:1rem 0 .25rem;font-size:.8rem;"
	"color:var(--dim)}\n"
	"nav small{color:var(--dim);display:inline-block;min-width:1.6rem}\n"
	"@media(min-width:64rem){body{display:grid;grid-template:auto 1fr/"
	"19rem minmax(0,1fr)}\n"
	"nav{grid-row:1/3;grid-column:1;position:sticky;top:0;height:100vh;"
	"overflow-y:auto;border-right:1px solid var(--line);font-size:.9rem}\n"
	"nav ul ul{margin:0 0 .5rem .75rem}\n"
	"header{padding:1.5rem 2.5rem 0}\n"
	"main{padding:0 2.5rem 6rem}}\n"
	"@media(min-width:64rem){nav{padding-top:0}}\n"
	"@media(max-width:63.99rem){body{padding-top:3.6rem}\n"
	"html{scroll-padding-top:4.5rem}\n"
	"#find{position:fixed;left:0;right:0;padding:.6rem 1rem;"
	"border-bottom:1px solid var(--line)}\n"
	"#found{max-height:70vh;overflow-y:auto}\n"
	"nav{border:solid var(--line);"
	"border-width:1px 0}\n"
	"nav ul ul li{display:inline-block;margin-right:.9rem;"
	"line-height:1.9}\n"
	"nav small{min-width:0}}\n"
	"@media(max-width:44rem){thead{display:none}\n"
	"table,tbody{display:block}\n"
	"tr{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.3rem .6rem;"
	"border-bottom:1px solid var(--line)}\n"
	"tr.personal{box-shadow:inset .25rem 0 var(--pii)}\n"
	"tr.personal td:first-child{box-shadow:none}\n"
	"td{border:0;padding:0;order:3;flex:100%}\n"
	"td.name{order:0}\n"
	"td.type{order:1;flex:none;width:auto}\n"
	"td.at,td.since,td.value{order:2;flex:none;width:auto;"
	"font-size:.85rem}\n"
	"td.value{order:0;min-width:3rem}\n"
	"td.value+td{order:1;flex:1}\n"
	"td:empty{display:none}\n"
	"td.at:before{content:'at '}\n"
	"td.since:before{content:'since '}}\n"
	"@media print{nav{display:none}body{display:block}}\n";

void mbim_html_begin(FILE *out, const char *title)
{
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\"/>\n"
		"<title>%s</title>\n"
		"<style>\n%s</style>\n</head>\n<body>\n",
		title, style);
}

void mbim_html_notes(FILE *out, const char *const *notes, size_t n)
{
	bool any = false, sentence = true;

	fputs("<td>", out);
	for (size_t i = 0; i < n; i++) {
		const char *s = notes[i];

		if (!s || !*s)
			continue;
		if (any)
			fputs(sentence ? " " : "; ", out);
		if (any && sentence)
			fputc(toupper((unsigned char)*s++), out);
		mbim_html_text(out, s);
		any = true;
		sentence = *s && s[strlen(s) - 1] == '.';
	}
	fputs("</td>", out);
}

void mbim_html_paragraph(FILE *out, const char *s)
{
	if (!s)
		return;
	fputs("<p>", out);
	mbim_html_text(out, s);
	fputs("</p>\n", out);
}
