ATTACHE_SIM_DIR := $(call select_from_repositories,src/lib/attache_sim)

INC_DIR += $(ATTACHE_SIM_DIR) $(ATTACHE_SIM_DIR)/include
