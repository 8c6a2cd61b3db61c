/**
 * Bits of a message's `sysFlag`. Source: wire protocol section 3.3, Java `MessageSysFlag`.
 */
export const SYS_FLAG = {
  COMPRESSED: 0x1,
  BORN_HOST_V6: 0x10,
  STORE_HOST_V6: 0x20,
  COMPRESSION_TYPE_MASK: 0x700,
  COMPRESSION_LZ4: 0x100,
  COMPRESSION_ZSTD: 0x200,
  COMPRESSION_ZLIB: 0x300,
} as const;
