/* What a test of simodem's usbfs needs of the machine. */
#ifndef TESTS_SUPPORT_FUSE_ROOM_H
#define TESTS_SUPPORT_FUSE_ROOM_H

/* Why that front cannot run here, the reason of a skip; NULL: it can. */
const char *fuse_room_missing(void);

#endif
