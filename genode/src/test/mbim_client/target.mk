TARGET = mbim_client
SRC_CC = main.cc
LIBS   = base attache_core
