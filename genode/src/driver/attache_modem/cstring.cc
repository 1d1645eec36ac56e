/*
 * \brief  What the records of a trace use of the C library besides memcpy
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <util/string.h>


extern "C" int memcmp(void const *a, void const *b, Genode::size_t n) {
	return Genode::memcmp(a, b, n); }


extern "C" Genode::size_t strlen(char const *s) { return Genode::strlen(s); }


extern "C" int strcmp(char const *a, char const *b) { return Genode::strcmp(a, b); }
