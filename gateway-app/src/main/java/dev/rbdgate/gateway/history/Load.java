package dev.rbdgate.gateway.history;

/** What was done until a moment, or within an interval. Bytes are of payload. */
public record Load(long operations, long readBytes, long writtenBytes, long errors) {

    static final Load NONE = new Load(0, 0, 0, 0);

    Load plus(Load other) {
        return new Load(
                operations + other.operations,
                readBytes + other.readBytes,
                writtenBytes + other.writtenBytes,
                errors + other.errors);
    }

    Load minus(Load earlier) {
        return new Load(
                operations - earlier.operations,
                readBytes - earlier.readBytes,
                writtenBytes - earlier.writtenBytes,
                errors - earlier.errors);
    }
}
