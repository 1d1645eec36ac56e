content: attache_modem.config

attache_modem.config:
	cp $(REP_DIR)/recipes/raw/attache_modem/$@ $@
