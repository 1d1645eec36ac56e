#
# The trace of attache: each call of the core as a record of a pcapng file
#
# The sources are put to src/lib/attache_trace by attache's target 'genode-src'.
# What they use of the C library is provided by the component.
#
ATTACHE_TRACE_DIR := $(call select_from_repositories,src/lib/attache_trace)

LIBS += attache_core

include $(ATTACHE_TRACE_DIR)/files.mk
include $(call select_from_repositories,lib/import/import-attache_trace.mk)

CC_DEF  += -DATTACHE_VERSION=\"$(ATTACHE_VERSION)\"
CC_WARN += -Wextra

vpath %.c $(ATTACHE_TRACE_DIR)
