ATTACHE_CORE_DIR := $(call select_from_repositories,src/lib/attache_core)

INC_DIR += $(ATTACHE_CORE_DIR) $(ATTACHE_CORE_DIR)/include
