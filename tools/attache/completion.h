/* The scripts that make a shell complete the words of attache. They ask
 * `attache complete`, which reads the tables, so they never go stale. */
#ifndef ATTACHE_COMPLETION_H
#define ATTACHE_COMPLETION_H

extern const char completion_bash[], completion_zsh[];

#endif
