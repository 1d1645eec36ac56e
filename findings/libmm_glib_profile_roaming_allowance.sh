#!/bin/bash
# The roaming allowance of a profile can be set and read back in libmm-glib 1.20,
# but never leaves the program: what goes over D-Bus is without it, and a dictionary
# that has it is refused as a whole.
#
# Input: a profile with an APN and MM_BEARER_ROAMING_ALLOWANCE_HOME; the dictionary
# that the library makes of it, as ProfileManager.Set sends it; and the same one with
# "roaming-allowance", as ProfileManager.List of a later ModemManager may answer.
# Seen: the getter says 1 (home), the dictionary has the APN alone, and the one with
# the key is an error. 1.24 knows the key.
# Why: of List the whole answer is an error then, so "mmcli
# --3gpp-profile-manager-list" shows no profile at all. Who serves clients of this
# version leaves the key out.
. "$(dirname "$0")/lib/package.sh"
package libmm-glib0 1.20.4-1
package libmm-glib-dev 1.20.4-1
package modemmanager-dev 1.20.4-1

cat >"$work/profile.c" <<'END'
#include <libmm-glib.h>

/* The library's own, which it exports. */
MM3gppProfile *mm_3gpp_profile_new_from_dictionary(GVariant *d, GError **e);
GVariant *mm_3gpp_profile_get_dictionary(MM3gppProfile *p);

int main(void)
{
	MM3gppProfile *p = mm_3gpp_profile_new();
	GVariantDict d;
	GError *e = NULL;

	mm_3gpp_profile_set_apn(p, "internet");
	mm_3gpp_profile_set_roaming_allowance(
		p, MM_BEARER_ROAMING_ALLOWANCE_HOME);
	g_print("%u\n", mm_3gpp_profile_get_roaming_allowance(p));
	g_print("%s\n", g_variant_print(mm_3gpp_profile_get_dictionary(p),
					FALSE));
	g_variant_dict_init(&d, mm_3gpp_profile_get_dictionary(p));
	g_variant_dict_insert(&d, "roaming-allowance", "u", 1);
	p = mm_3gpp_profile_new_from_dictionary(g_variant_dict_end(&d), &e);
	g_print("%s\n", p ? "read" : e->message);
	return 0;
}
END
compile profile mm-glib libmm-glib ModemManager
"$work/profile" >"$work/said"

line() {
	sed -n "$1p" "$work/said"
}

seen "the getter" 1 "$(line 1)"
seen "the dictionary" "{'profile-id': <-1>, 'apn': <'internet'>}" "$(line 2)"
seen "read with the key" \
	"Invalid self dictionary, unexpected key 'roaming-allowance'" "$(line 3)"
