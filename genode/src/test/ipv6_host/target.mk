TARGET = ipv6_host
SRC_CC = main.cc
LIBS   = base attache_core
