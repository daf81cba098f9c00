package dev.rbdgate.iscsi.text;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One login's operational negotiation: the values in force, and answers to offers. */
public final class Negotiation {

    /** What the connection that logs in is to be. */
    public enum Kind {
        DISCOVERY,
        /** The first one of a normal session. */
        LEADING,
        /** Another one of a normal session. */
        JOINING
    }

    private final Kind kind;
    private final EnumMap<OperationalKey, String> values = new EnumMap<>(OperationalKey.class);
    private final Set<OperationalKey> seen = EnumSet.noneOf(OperationalKey.class);
    private boolean declared;

    /**
     * @param kind to some kinds some keys are irrelevant
     */
    public Negotiation(Kind kind) {
        this.kind = kind;
        for (OperationalKey key : OperationalKey.values()) {
            values.put(key, key.initial());
        }
    }

    /**
     * Answers an initiator's offers. Keys that are not operational get NotUnderstood.
     *
     * @throws TextFormatException for a key that was negotiated before, and for a declaration out
     *     of its range, which cannot be answered
     */
    public Map<String, String> answer(Map<String, String> offers) throws TextFormatException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (OperationalKey key : OperationalKey.values()) {
            String offer = offers.get(key.text());
            if (offer != null) {
                answer(key, offer, answers);
            }
        }
        for (String name : offers.keySet()) {
            if (OperationalKey.named(name).isEmpty()) {
                answers.put(name, Rule.NOT_UNDERSTOOD);
            }
        }
        if (!declared) {
            declared = true;
            answers.put(
                    OperationalKey.MAX_RECV_DATA_SEGMENT_LENGTH.text(),
                    String.valueOf(OperationalKey.Limits.DATA_SEGMENT_BYTES));
        }
        return answers;
    }

    private void answer(OperationalKey key, String offer, Map<String, String> answers)
            throws TextFormatException {
        if (!seen.add(key)) {
            throw new TextFormatException(key.text() + " negotiated twice");
        }
        if (isIrrelevant(key)) {
            answers.put(key.text(), Rule.IRRELEVANT);
            return;
        }
        String result = key.rule().result(offer);
        if (key == OperationalKey.FIRST_BURST_LENGTH && !result.equals(Rule.REJECT)) {
            // FirstBurstLength must not exceed MaxBurstLength (RFC 7143 13.14).
            result =
                    String.valueOf(
                            Math.min(
                                    Long.parseLong(result),
                                    number(OperationalKey.MAX_BURST_LENGTH)));
        }
        if (key.rule().isAnswered()) {
            answers.put(key.text(), result);
        } else if (result.equals(Rule.REJECT)) {
            throw new TextFormatException(key.text() + " out of range");
        }
        if (!result.equals(Rule.REJECT)) {
            values.put(key, result);
        }
    }

    private boolean isIrrelevant(OperationalKey key) {
        boolean foreign =
                switch (kind) {
                    case DISCOVERY -> key.use() == OperationalKey.Use.NORMAL_SESSION;
                    case LEADING -> false;
                    case JOINING -> !key.isPerConnection();
                };
        if (foreign) {
            return true;
        }
        // Without unsolicited data of either kind there is no first burst (RFC 7143 13.14).
        return key == OperationalKey.FIRST_BURST_LENGTH
                && yes(OperationalKey.INITIAL_R2T)
                && !yes(OperationalKey.IMMEDIATE_DATA);
    }

    /** What was agreed on. */
    public SessionParameters result() {
        return new SessionParameters(
                value(OperationalKey.HEADER_DIGEST).equals("CRC32C"),
                value(OperationalKey.DATA_DIGEST).equals("CRC32C"),
                yes(OperationalKey.INITIAL_R2T),
                yes(OperationalKey.IMMEDIATE_DATA),
                declared
                        ? OperationalKey.Limits.DATA_SEGMENT_BYTES
                        : OperationalKey.Limits.DEFAULT_DATA_SEGMENT_BYTES,
                number(OperationalKey.MAX_RECV_DATA_SEGMENT_LENGTH),
                number(OperationalKey.MAX_BURST_LENGTH),
                Math.min(
                        number(OperationalKey.FIRST_BURST_LENGTH),
                        number(OperationalKey.MAX_BURST_LENGTH)),
                number(OperationalKey.MAX_OUTSTANDING_R2T),
                number(OperationalKey.DEFAULT_TIME2WAIT),
                number(OperationalKey.PROTOCOL_LEVEL),
                number(OperationalKey.MAX_CONNECTIONS));
    }

    /** The values in force by key name, for people. */
    public Map<String, String> describe() {
        Map<String, String> described = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(key.rule() instanceof Rule.Constant)) {
                described.put(key.text(), value);
            }
        });
        return described;
    }

    private boolean yes(OperationalKey key) {
        return value(key).equals(Rule.YES);
    }

    private int number(OperationalKey key) {
        return Integer.parseInt(value(key));
    }

    private String value(OperationalKey key) {
        return values.getOrDefault(key, key.initial());
    }
}
