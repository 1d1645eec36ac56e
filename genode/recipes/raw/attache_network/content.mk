content: attache_network.config

attache_network.config:
	cp $(REP_DIR)/recipes/raw/attache_network/$@ $@
