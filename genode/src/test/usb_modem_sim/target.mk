TARGET = usb_modem_sim
SRC_CC = main.cc config.cc stdlib.cc genode_c_api/usb.cc
LIBS   = base attache_sim attache_core

INC_DIR += $(PRG_DIR)

vpath genode_c_api/usb.cc $(patsubst %/genode_c_api,%,$(call select_from_repositories,src/lib/genode_c_api))
