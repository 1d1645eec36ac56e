/* The toy: a second protocol, so small that it shows what the manager asks of
 * one, and that nothing in the manager is MBIM's.
 *
 * A request is a line of text, and its answer is one with the same number and
 * word. All of its specification:
 *
 *   NUMBER hello                -> NUMBER hello            it may be asked
 *   NUMBER bye                  -> NUMBER bye              no more of that
 *   NUMBER where                -> NUMBER where home | roaming | searching
 *   NUMBER net                  -> NUMBER net on | off     packet service
 *   NUMBER up SESSION APN       -> NUMBER up on | off CAUSE
 *   NUMBER addresses SESSION    -> NUMBER addresses A.B.C.D/PREFIX
 *   0 where ..., 0 net ...         of itself, when it changes */
#ifndef TESTS_POLICY_TOY_H
#define TESTS_POLICY_TOY_H

#include "core/protocol.h"

extern const struct att_protocol toy_protocol;
extern const struct att_protocol *const toy_protocols[];

#endif
