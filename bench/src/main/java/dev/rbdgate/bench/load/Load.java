package dev.rbdgate.bench.load;

/**
 * What is put on a contestant.
 *
 * @param readPercent the other operations write
 * @param blockBytes of each operation
 * @param depth operations under way per connection
 * @param units which volumes take part
 * @param connections sessions per volume
 * @param flushEvery after so many writes of a connection it waits for all and flushes; 0: never
 * @param fua whether each write is durable when it answers
 * @param digests whether headers and data carry CRC32C
 * @param count operations in all; 0: as many as the time allows
 */
public record Load(
        Pattern pattern,
        int readPercent,
        int blockBytes,
        int depth,
        Units units,
        int connections,
        int flushEvery,
        boolean fua,
        boolean digests,
        long count) {

    public static final int KIB_4 = 4 << 10;
    public static final int MIB = 1 << 20;

    /** Where the next operation goes. */
    public enum Pattern {
        RANDOM,
        SEQUENTIAL
    }

    /** Which volumes of a contestant are used. */
    public enum Units {
        /** The first volume of 1 GiB, prefilled. */
        ONE,
        /** All four volumes of 1 GiB, prefilled. */
        FOUR,
        /** The volume of 20 GiB, in which nothing is allocated at first. */
        LARGE
    }

    public static Load random(int readPercent, int depth) {
        return of(Pattern.RANDOM, readPercent, KIB_4, depth);
    }

    public static Load sequential(int readPercent, int depth) {
        return of(Pattern.SEQUENTIAL, readPercent, MIB, depth);
    }

    public static Load of(Pattern pattern, int readPercent, int blockBytes, int depth) {
        return new Load(pattern, readPercent, blockBytes, depth, Units.ONE, 1, 0, false, false, 0);
    }

    public Load on(Units wanted) {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                wanted,
                connections,
                flushEvery,
                fua,
                digests,
                count);
    }

    public Load connections(int wanted) {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                units,
                wanted,
                flushEvery,
                fua,
                digests,
                count);
    }

    public Load flushEvery(int writes) {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                units,
                connections,
                writes,
                fua,
                digests,
                count);
    }

    public Load withFua() {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                units,
                connections,
                flushEvery,
                true,
                digests,
                count);
    }

    public Load withDigests() {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                units,
                connections,
                flushEvery,
                fua,
                true,
                count);
    }

    public Load count(long operations) {
        return new Load(
                pattern,
                readPercent,
                blockBytes,
                depth,
                units,
                connections,
                flushEvery,
                fua,
                digests,
                operations);
    }

    public boolean writes() {
        return readPercent < 100;
    }
}
