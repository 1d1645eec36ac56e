/* The file of a trace, made beside those that are kept. */
#ifndef ATT_TRACE_PLACE_H
#define ATT_TRACE_PLACE_H

/* Make an empty file at path, which only its owner may read. What is there is
 * kept as PATH.1, that as PATH.2, and so on, so many files; 0: it is lost. A
 * descriptor to write, or -1; errno EEXIST: what is there cannot be kept, and
 * stays. */
int att_trace_place(const char *path, unsigned files);

#endif
