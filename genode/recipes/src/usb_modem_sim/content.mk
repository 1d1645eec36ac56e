MIRROR_FROM_REP_DIR := src/test/usb_modem_sim \
                       src/lib/attache_core \
                       src/lib/attache_sim \
                       lib/mk/attache_core.mk \
                       lib/mk/attache_sim.mk \
                       lib/import/import-attache_core.mk \
                       lib/import/import-attache_sim.mk

content: $(MIRROR_FROM_REP_DIR) LICENSE

$(MIRROR_FROM_REP_DIR):
	$(mirror_from_rep_dir)

LICENSE:
	cp $(REP_DIR)/LICENSE $@
