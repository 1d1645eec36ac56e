MIRROR_FROM_REP_DIR := src/driver/attache_modem \
                       src/lib/attache_core \
                       src/lib/attache_trace \
                       lib/mk/attache_core.mk \
                       lib/mk/attache_trace.mk \
                       lib/import/import-attache_core.mk \
                       lib/import/import-attache_trace.mk

content: $(MIRROR_FROM_REP_DIR) LICENSE

$(MIRROR_FROM_REP_DIR):
	$(mirror_from_rep_dir)

LICENSE:
	cp $(REP_DIR)/LICENSE $@
