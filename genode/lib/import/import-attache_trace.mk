ATTACHE_TRACE_DIR := $(call select_from_repositories,src/lib/attache_trace)

INC_DIR += $(ATTACHE_TRACE_DIR) $(ATTACHE_TRACE_DIR)/include
