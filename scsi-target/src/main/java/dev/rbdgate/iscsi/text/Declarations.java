package dev.rbdgate.iscsi.text;

import java.util.Optional;
import java.util.function.IntConsumer;

/** Operational keys in full feature phase, where an initiator may only declare anew. */
public final class Declarations {

    private final IntConsumer segmentBytes;

    /**
     * @param segmentBytes takes the initiator's new MaxRecvDataSegmentLength
     */
    public Declarations(IntConsumer segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    /**
     * Answers one key; a declaration gets no answer.
     *
     * @throws TextFormatException for a declaration out of its range
     */
    public Optional<String> answer(String name, String value) throws TextFormatException {
        Optional<OperationalKey> known = OperationalKey.named(name);
        if (known.isEmpty()) {
            return Optional.of(Rule.NOT_UNDERSTOOD);
        }
        OperationalKey key = known.get();
        if (key.use() != OperationalKey.Use.ANY_TIME) {
            return Optional.of(Rule.REJECT);
        }
        String result = key.rule().result(value);
        if (result.equals(Rule.REJECT)) {
            throw new TextFormatException(name + " out of range");
        }
        segmentBytes.accept(Integer.parseInt(result));
        return Optional.empty();
    }
}
