#
# The C core of attache: base, wire, core, USB class drivers, generated code
#
# The sources are put to src/lib/attache_core by attache's target 'genode-src'.
# They are freestanding C11 and use nothing but memcpy, memmove, and memset.
#
ATTACHE_CORE_DIR := $(call select_from_repositories,src/lib/attache_core)

include $(ATTACHE_CORE_DIR)/files.mk
include $(call select_from_repositories,lib/import/import-attache_core.mk)

CC_WARN += -Wextra

vpath %.c $(ATTACHE_CORE_DIR)
