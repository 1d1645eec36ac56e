/* Private to pcapng*.c: the numbers of the format
 * (draft-ietf-opsawg-pcapng; tags: Wireshark's exported_pdu). */
#ifndef ATT_TRACE_PCAPNG_BLOCKS_H
#define ATT_TRACE_PCAPNG_BLOCKS_H

#define BLOCK_SECTION	 0x0a0d0d0au
#define BLOCK_INTERFACE	 1u
#define BLOCK_PACKET	 6u
#define BYTE_ORDER_MAGIC 0x1a2b3c4du /* read in the right order */

#define OPTION_END	    0
#define OPTION_COMMENT	    1
#define OPTION_IF_NAME	    2
#define OPTION_EPB_FLAGS    2
#define OPTION_SHB_USERAPPL 4
#define OPTION_IF_TSRESOL   9
#define OPTION_IF_TSOFFSET  14

#define TAG_END	      0
#define TAG_DISSECTOR 12

#endif
