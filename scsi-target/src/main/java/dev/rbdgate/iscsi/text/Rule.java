package dev.rbdgate.iscsi.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a key's value comes about (RFC 7143 6.2 and the "Type" lines of 13). */
sealed interface Rule {

    String REJECT = "Reject";
    String IRRELEVANT = "Irrelevant";
    String NOT_UNDERSTOOD = "NotUnderstood";
    String YES = "Yes";
    String NO = "No";

    /**
     * What the target makes of an initiator's offer: its answer, {@link #REJECT} if it has none.
     */
    String result(String offer);

    /** Whether the initiator waits for an answer. */
    default boolean isAnswered() {
        return true;
    }

    /** The first of the offered values that is supported (RFC 7143 6.2.1). */
    record Choice(List<String> supported) implements Rule {
        @Override
        public String result(String offer) {
            for (String value : offer.split(",", -1)) {
                if (supported.contains(value)) {
                    return value;
                }
            }
            return REJECT;
        }
    }

    /** How two numbers become one. */
    enum Combination {
        MINIMUM,
        MAXIMUM
    }

    record Negotiated(long least, long most, long ours, Combination combination) implements Rule {
        @Override
        public String result(String offer) {
            return number(offer, least, most)
                    .map(theirs ->
                            switch (combination) {
                                case MINIMUM -> Math.min(theirs, ours);
                                case MAXIMUM -> Math.max(theirs, ours);
                            })
                    .map(String::valueOf)
                    .orElse(REJECT);
        }
    }

    /** Yes if both say yes. */
    record And(boolean ours) implements Rule {
        @Override
        public String result(String offer) {
            return switch (offer) {
                case YES -> ours ? YES : NO;
                case NO -> NO;
                default -> REJECT;
            };
        }
    }

    /** Yes if one of both says yes. */
    record Or(boolean ours) implements Rule {
        @Override
        public String result(String offer) {
            return switch (offer) {
                case YES -> YES;
                case NO -> ours ? YES : NO;
                default -> REJECT;
            };
        }
    }

    /** A number that each side declares for itself. */
    record Declared(long least, long most) implements Rule {
        @Override
        public String result(String offer) {
            return number(offer, least, most).map(String::valueOf).orElse(REJECT);
        }

        @Override
        public boolean isAnswered() {
            return false;
        }
    }

    /** Text that each side declares for itself. */
    record Name() implements Rule {
        @Override
        public String result(String offer) {
            return offer;
        }

        @Override
        public boolean isAnswered() {
            return false;
        }
    }

    /** The same answer to every offer. */
    record Constant(String answer) implements Rule {
        @Override
        public String result(String offer) {
            return answer;
        }
    }

    /** A decimal or hexadecimal number inside its range (RFC 7143 6.1). */
    static Optional<Long> number(String text, long least, long most) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean hexadecimal = lower.startsWith("0x");
        String digits = hexadecimal ? lower.substring(2) : lower;
        if (!digits.matches(hexadecimal ? "[0-9a-f]{1,15}" : "[0-9]{1,18}")) {
            return Optional.empty();
        }
        long value = Long.parseLong(digits, hexadecimal ? 16 : 10);
        return value < least || value > most ? Optional.empty() : Optional.of(value);
    }
}
