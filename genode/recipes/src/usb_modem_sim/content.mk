MIRROR_FROM_REP_DIR := src/test/usb_modem_sim \
                       src/lib/attache_core \
                       src/lib/attache_sim \
                       lib/mk/attache_core.mk \
                       lib/mk/attache_sim.mk \
                       lib/import/import-attache_core.mk \
                       lib/import/import-attache_sim.mk
MIRROR_FROM_OS_DIR  := src/lib/genode_c_api/usb.cc

content: $(MIRROR_FROM_REP_DIR) $(MIRROR_FROM_OS_DIR) LICENSE

$(MIRROR_FROM_REP_DIR):
	$(mirror_from_rep_dir)

$(MIRROR_FROM_OS_DIR):
	mkdir -p $(dir $@)
	cp -r $(GENODE_DIR)/repos/os/$@ $@

LICENSE:
	cp $(REP_DIR)/LICENSE $@
