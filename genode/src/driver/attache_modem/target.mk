TARGET = attache_modem
SRC_CC = main.cc modem.cc modem_data.cc report.cc
LIBS   = base attache_core
INC_DIR += $(PRG_DIR)
