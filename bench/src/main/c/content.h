/*
 * What a sector of 512 bytes holds is a function of its number: two words of stamp, then a body that
 * is the same in every sector and different at every place in it. Stamping a prepared buffer touches
 * one cache line per sector, so that writing costs the client little; what is misplaced, torn or
 * stale by a sector or more, or shifted within one, does not compare.
 */
#ifndef RBDGATE_LOAD_CONTENT_H
#define RBDGATE_LOAD_CONTENT_H

#include <stdint.h>
#include <string.h>

#define SECTOR 512
#define STAMP_BYTES 16

static uint8_t content_body[SECTOR];

static inline uint64_t content_mix(uint64_t value)
{
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

static inline void content_init(void)
{
    for (unsigned at = 0; at < SECTOR; at += 8) {
        uint64_t word = content_mix(at);
        memcpy(content_body + at, &word, 8);
    }
}

/* Gives every sector of a buffer its body; done once per buffer. */
static inline void content_prepare(uint8_t *buffer, uint32_t bytes)
{
    for (uint32_t at = 0; at < bytes; at += SECTOR)
        memcpy(buffer + at, content_body, SECTOR);
}

static inline void content_stamp(uint8_t *buffer, uint32_t bytes, uint64_t byte_offset)
{
    uint64_t sector = byte_offset / SECTOR;
    for (uint32_t at = 0; at < bytes; at += SECTOR, sector++) {
        uint64_t stamp[2] = {sector, content_mix(sector)};
        memcpy(buffer + at, stamp, STAMP_BYTES);
    }
}

/* The number of the first byte that is not what it should be, or -1. */
static inline int64_t content_check(const uint8_t *buffer, uint32_t bytes, uint64_t byte_offset)
{
    uint64_t sector = byte_offset / SECTOR;
    for (uint32_t at = 0; at < bytes; at += SECTOR, sector++) {
        uint64_t stamp[2] = {sector, content_mix(sector)};
        if (memcmp(buffer + at, stamp, STAMP_BYTES) != 0)
            return at;
        if (memcmp(buffer + at + STAMP_BYTES, content_body + STAMP_BYTES, SECTOR - STAMP_BYTES) != 0)
            return at + STAMP_BYTES;
    }
    return -1;
}

#endif
