/* The command line of iscsi-load. */
#ifndef RBDGATE_LOAD_OPTIONS_H
#define RBDGATE_LOAD_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    bool sequential;
    unsigned read_percent;
    uint32_t block;
    unsigned depth;
    uint64_t span;
    double seconds;
    double warmup;
    unsigned connections;
    unsigned flush_every;
    bool fua;
    bool digest;
    bool own_client;
    unsigned verify_percent;
    bool prefill;
    uint64_t count;
    uint64_t seed;
    bool inventory;
    char **urls;
    int url_count;
};

#define MAX_DEPTH 1024
#define MAX_BLOCK (8u << 20)
#define MAX_CONNECTIONS 1024

static const char usage_text[] =
    "usage: iscsi-load [OPTION...] URL...          URL: iscsi://HOST:PORT/IQN/LUN\n"
    "  --pattern random|sequential  where the next operation goes (random)\n"
    "  --read-percent N             the others write (100)\n"
    "  --block BYTES                of one operation (4096)\n"
    "  --depth N                    operations under way per connection (32)\n"
    "  --span BYTES                 of each unit that is used, from its start (all of it)\n"
    "  --seconds S                  measured time (3)\n"
    "  --warmup S                   the same load before it, not measured (0)\n"
    "  --connections N              sessions per URL (1)\n"
    "  --flush-every N              SYNCHRONIZE CACHE after every N writes of a connection, alone\n"
    "  --fua                        writes with FUA\n"
    "  --digest                     header and data digests; libiscsi has none for data, so with --client own\n"
    "  --client libiscsi|own        what speaks iSCSI (libiscsi)\n"
    "  --verify-percent N           of the reads whose content is compared (1)\n"
    "  --prefill                    first write the whole span of each URL, and flush\n"
    "  --count N                    this many operations in all, instead of --seconds; 0: only prefill\n"
    "  --seed N                     of the random choices (1)\n"
    "  --inventory                  instead of load: time SendTargets, login and REPORT LUNS of the first URL\n"
    "Prints one line of JSON. Exit status: 0 all was well, 1 something failed (reason in the JSON), 2 usage.\n";

static inline void usage(const char *problem, const char *what)
{
    fprintf(stderr, "iscsi-load: %s%s\n%s", problem, what, usage_text);
    exit(2);
}

/* A number with an optional K, M, G or T (powers of 1024). */
static inline uint64_t option_bytes(const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    static const char units[] = "KMGT";
    if (end == text || text[0] == '-')
        usage("not a number: ", text);
    if (*end) {
        const char *unit = strchr(units, *end);
        if (!unit || end[1])
            usage("not a number: ", text);
        value <<= 10 * (unsigned)(unit - units + 1);
    }
    return value;
}

static inline uint64_t option_number(const char *text, uint64_t least, uint64_t most)
{
    uint64_t value = option_bytes(text);
    if (value < least || value > most)
        usage("out of range: ", text);
    return value;
}

static inline double option_seconds(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= 0 && value <= 3600))
        usage("not a time in seconds: ", text);
    return value;
}

static inline struct options parse_options(int argc, char **argv)
{
    enum { PATTERN = 1, READS, BLOCK, DEPTH, SPAN, SECONDS, WARMUP, CONNECTIONS, FLUSH, FUA, DIGEST, CLIENT,
           VERIFY, PREFILL, COUNT, SEED, INVENTORY, HELP };
    static const struct option known[] = {
        {"pattern", required_argument, 0, PATTERN},
        {"read-percent", required_argument, 0, READS},
        {"block", required_argument, 0, BLOCK},
        {"depth", required_argument, 0, DEPTH},
        {"span", required_argument, 0, SPAN},
        {"seconds", required_argument, 0, SECONDS},
        {"warmup", required_argument, 0, WARMUP},
        {"connections", required_argument, 0, CONNECTIONS},
        {"flush-every", required_argument, 0, FLUSH},
        {"fua", no_argument, 0, FUA},
        {"digest", no_argument, 0, DIGEST},
        {"client", required_argument, 0, CLIENT},
        {"verify-percent", required_argument, 0, VERIFY},
        {"prefill", no_argument, 0, PREFILL},
        {"count", required_argument, 0, COUNT},
        {"seed", required_argument, 0, SEED},
        {"inventory", no_argument, 0, INVENTORY},
        {"help", no_argument, 0, HELP},
        {0, 0, 0, 0},
    };
    struct options options = {
        .read_percent = 100, .block = 4096, .depth = 32, .seconds = 3, .connections = 1,
        .verify_percent = 1, .count = UINT64_MAX, .seed = 1,
    };
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case PATTERN:
            options.sequential = strcmp(optarg, "sequential") == 0;
            if (!options.sequential && strcmp(optarg, "random") != 0)
                usage("no such pattern: ", optarg);
            break;
        case READS: options.read_percent = (unsigned)option_number(optarg, 0, 100); break;
        case BLOCK: options.block = (uint32_t)option_number(optarg, SECTOR, MAX_BLOCK); break;
        case DEPTH: options.depth = (unsigned)option_number(optarg, 1, MAX_DEPTH); break;
        case SPAN: options.span = option_number(optarg, SECTOR, UINT64_MAX >> 1); break;
        case SECONDS: options.seconds = option_seconds(optarg); break;
        case WARMUP: options.warmup = option_seconds(optarg); break;
        case CONNECTIONS: options.connections = (unsigned)option_number(optarg, 1, MAX_CONNECTIONS); break;
        case FLUSH: options.flush_every = (unsigned)option_number(optarg, 1, UINT32_MAX); break;
        case FUA: options.fua = true; break;
        case DIGEST: options.digest = true; break;
        case CLIENT:
            options.own_client = strcmp(optarg, "own") == 0;
            if (!options.own_client && strcmp(optarg, "libiscsi") != 0)
                usage("no such client: ", optarg);
            break;
        case VERIFY: options.verify_percent = (unsigned)option_number(optarg, 0, 100); break;
        case PREFILL: options.prefill = true; break;
        case COUNT: options.count = option_number(optarg, 0, UINT64_MAX - 1); break;
        case SEED: options.seed = option_bytes(optarg); break;
        case INVENTORY: options.inventory = true; break;
        case HELP: fputs(usage_text, stdout); exit(0);
        default: usage("wrong options", "");
        }
    }
    options.urls = argv + optind;
    options.url_count = argc - optind;
    if (options.url_count == 0)
        usage("no URL", "");
    if (options.block % SECTOR != 0)
        usage("--block must be a multiple of 512", "");
    if ((uint64_t)options.url_count * options.connections > MAX_CONNECTIONS)
        usage("too many connections", "");
    return options;
}

#endif
