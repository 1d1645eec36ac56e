TARGET = terminal_client
SRC_CC = main.cc
LIBS   = base
