/* Latencies in log-linear buckets: 64 per power of two, so a percentile is at most 1.6 % too high. */
#ifndef RBDGATE_LOAD_HISTOGRAM_H
#define RBDGATE_LOAD_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_LINEAR_BITS 6
#define HISTOGRAM_LINEAR (1u << HISTOGRAM_LINEAR_BITS)
/* Up to 2^40 ns, which is 18 minutes. */
#define HISTOGRAM_POWERS 40
#define HISTOGRAM_BUCKETS (HISTOGRAM_POWERS * HISTOGRAM_LINEAR)

struct histogram {
    uint64_t count;
    uint64_t sum;
    uint64_t max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

static inline unsigned histogram_bucket(uint64_t nanoseconds)
{
    if (nanoseconds < HISTOGRAM_LINEAR)
        return (unsigned)nanoseconds;
    unsigned shift = 63 - (unsigned)__builtin_clzll(nanoseconds) - HISTOGRAM_LINEAR_BITS;
    unsigned bucket = (shift + 1) * HISTOGRAM_LINEAR + (unsigned)(nanoseconds >> shift) - HISTOGRAM_LINEAR;
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

/* The largest value that falls into a bucket. */
static inline uint64_t histogram_upper(unsigned bucket)
{
    if (bucket < HISTOGRAM_LINEAR)
        return bucket;
    unsigned shift = bucket / HISTOGRAM_LINEAR - 1;
    uint64_t base = (uint64_t)(bucket % HISTOGRAM_LINEAR) + HISTOGRAM_LINEAR;
    return ((base + 1) << shift) - 1;
}

static inline void histogram_add(struct histogram *histogram, uint64_t nanoseconds)
{
    histogram->count++;
    histogram->sum += nanoseconds;
    if (nanoseconds > histogram->max)
        histogram->max = nanoseconds;
    histogram->buckets[histogram_bucket(nanoseconds)]++;
}

/* The value, in nanoseconds, that the given part (0 to 1) of all samples does not exceed. */
static inline uint64_t histogram_percentile(const struct histogram *histogram, double part)
{
    uint64_t wanted = (uint64_t)(part * (double)histogram->count + 0.999999);
    uint64_t seen = 0;
    if (wanted == 0)
        wanted = 1;
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen >= wanted) {
            uint64_t upper = histogram_upper(bucket);
            return upper < histogram->max ? upper : histogram->max;
        }
    }
    return histogram->max;
}

#endif
