/* CRC32C (RFC 7143 section 13.1), with the processor's instruction where there is one. */
#ifndef RBDGATE_LOAD_CRC32C_H
#define RBDGATE_LOAD_CRC32C_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t crc32c_table[256];

static inline void crc32c_init(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; bit++)
            value = value & 1 ? value >> 1 ^ 0x82f63b78u : value >> 1;
        crc32c_table[byte] = value;
    }
}

static inline uint32_t crc32c_by_table(uint32_t crc, const uint8_t *data, size_t bytes)
{
    while (bytes--)
        crc = crc32c_table[(crc ^ *data++) & 0xff] ^ crc >> 8;
    return crc;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static inline uint32_t crc32c_by_instruction(uint32_t crc, const uint8_t *data,
                                                                               size_t bytes)
{
    uint64_t wide = crc;
    for (; bytes >= 8; data += 8, bytes -= 8) {
        uint64_t word;
        memcpy(&word, data, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    while (bytes--)
        crc = __builtin_ia32_crc32qi(crc, *data++);
    return crc;
}
#endif

/* The digest of one contiguous piece; pieces of a multiple of 4 bytes need no padding. */
static inline uint32_t crc32c(const uint8_t *data, size_t bytes)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("sse4.2"))
        return ~crc32c_by_instruction(~0u, data, bytes);
#endif
    return ~crc32c_by_table(~0u, data, bytes);
}

#endif
