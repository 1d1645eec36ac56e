/* What the test asks of libqmi-glib. Its names are those of our own headers, so
 * only oracle_libqmi_peer.c includes its. */
#ifndef ORACLE_LIBQMI_H
#define ORACLE_LIBQMI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "1.32.2" */
const char *libqmi_version(void);

/* A frame as libqmi prints it for a modem of this USB vendor (0: of any),
 * personal data included. NULL: libqmi does not take it. free() it. */
char *libqmi_text(const uint8_t *frame, size_t len, uint16_t vendor);

/* A request that libqmi builds, value by value; all true if it has no
 * complaint.
 */
struct libqmi_builder;
struct libqmi_builder *libqmi_begin(uint8_t service, uint8_t client,
				    uint16_t transaction, uint16_t message);
bool libqmi_tlv_begin(struct libqmi_builder *b, uint8_t type);
bool libqmi_tlv_end(struct libqmi_builder *b);
/* A number of 1, 2, 4, 6 or 8 bytes. */
bool libqmi_put_number(struct libqmi_builder *b, unsigned width, uint64_t v);
/* A text behind a count of 0, 1 or 2 bytes. */
bool libqmi_put_text(struct libqmi_builder *b, unsigned prefix,
		     const uint8_t *p, size_t len);
/* The whole frame; it lives until libqmi_end. */
const uint8_t *libqmi_bytes(const struct libqmi_builder *b, size_t *len);
void libqmi_end(struct libqmi_builder *b);

#endif
