#
# The simulated modem of attache: MBIM and QMI function, USB function, far side
#
# The sources are put to src/lib/attache_sim by attache's target 'genode-src'.
# What they use of the C library is provided by the component.
#
ATTACHE_SIM_DIR := $(call select_from_repositories,src/lib/attache_sim)

LIBS += attache_core

include $(ATTACHE_SIM_DIR)/files.mk
include $(call select_from_repositories,lib/import/import-attache_sim.mk)

CC_WARN += -Wextra

vpath %.c $(ATTACHE_SIM_DIR)
