TARGET = attache_modem
SRC_CC = main.cc modem.cc modem_data.cc ports.cc terminals.cc control.cc controls.cc opener.cc session_request.cc report.cc reports.cc link_layer.cc dhcp_server.cc trace_file.cc cstring.cc lost_memory.cc
LIBS   = base net attache_trace attache_core
INC_DIR += $(PRG_DIR)
