package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Long work as it is recorded, so that a restart does not end it.
 *
 * @param number of the work, never used twice by one owner
 * @param kind such as {@code image.flatten}
 * @param subject what it works on, for people
 * @param actor who asked for it
 * @param arguments what is needed to take it up again
 * @param cancelAsked whether it is to be cancelled: it is then not taken up again
 * @param end empty while it is not over
 */
public record WorkRecord(
        long number,
        String kind,
        String subject,
        String actor,
        Instant started,
        Map<String, String> arguments,
        boolean cancelAsked,
        Optional<End> end) {

    /** 2 has what became of cancelling at its end. */
    private static final int VERSION = 2;

    /** The oldest reader: to it, what was cancelled has failed. */
    private static final int COMPATIBLE = 1;

    private static final String CANCELLED = "cancelled";

    public WorkRecord {
        arguments = Map.copyOf(arguments);
    }

    /** How it ended. */
    public sealed interface End {

        /** It was done. */
        record Succeeded() implements End {}

        /**
         * It was not done.
         *
         * @param why for people
         */
        record Failed(String why) implements End {}

        /** It was stopped because somebody asked for that. */
        record Cancelled() implements End {}
    }

    /** The same work, to be cancelled. */
    public WorkRecord cancelling() {
        return new WorkRecord(number, kind, subject, actor, started, arguments, true, end);
    }

    /** The same work, over. */
    public WorkRecord ended(End how) {
        return new WorkRecord(
                number, kind, subject, actor, started, arguments, cancelAsked, Optional.of(how));
    }

    byte[] encode() {
        return Encoder.bytes(e ->
                e.envelope(
                        VERSION,
                        COMPATIBLE,
                        fields -> {
                            fields.u64(number).string(kind).string(subject).string(actor);
                            fields.time(started).map(arguments, Encoder::string);
                            fields.bool(end.isPresent());
                            fields.bool(error().isPresent());
                            fields.string(error().orElse(""));
                            fields.bool(cancelAsked).bool(wasCancelled());
                        }));
    }

    private Optional<String> error() {
        return end.flatMap(how ->
                switch (how) {
                    case End.Succeeded _ -> Optional.empty();
                    case End.Failed(String why) -> Optional.of(why);
                    case End.Cancelled _ -> Optional.of(CANCELLED);
                });
    }

    private boolean wasCancelled() {
        return end.filter(End.Cancelled.class::isInstance).isPresent();
    }

    static WorkRecord decode(byte[] bytes) {
        return new Decoder(bytes)
                .envelope(VERSION, (envelope, fields) -> read(envelope.version(), fields));
    }

    private static WorkRecord read(int version, Decoder fields) {
        long number = fields.u64();
        String kind = fields.string();
        String subject = fields.string();
        String actor = fields.string();
        Instant started = fields.time();
        Map<String, String> arguments = fields.map(Decoder::string);
        boolean over = fields.bool();
        boolean failed = fields.bool();
        String error = fields.string();
        boolean cancelAsked = version > 1 && fields.bool();
        boolean cancelled = version > 1 && fields.bool();
        return new WorkRecord(
                number,
                kind,
                subject,
                actor,
                started,
                arguments,
                cancelAsked,
                over ? Optional.of(end(failed, error, cancelled)) : Optional.empty());
    }

    private static End end(boolean failed, String error, boolean cancelled) {
        if (cancelled) {
            return new End.Cancelled();
        }
        return failed ? new End.Failed(error) : new End.Succeeded();
    }
}
