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
 * @param end empty while it is not over
 */
public record WorkRecord(
        long number,
        String kind,
        String subject,
        String actor,
        Instant started,
        Map<String, String> arguments,
        Optional<End> end) {

    private static final int VERSION = 1;

    public WorkRecord {
        arguments = Map.copyOf(arguments);
    }

    /**
     * How it ended.
     *
     * @param error why it failed; empty if it did not
     */
    public record End(Optional<String> error) {}

    /** The same work, over. */
    public WorkRecord ended(Optional<String> error) {
        return new WorkRecord(
                number, kind, subject, actor, started, arguments, Optional.of(new End(error)));
    }

    byte[] encode() {
        return Encoder.bytes(e ->
                e.envelope(
                        VERSION,
                        VERSION,
                        fields -> {
                            fields.u64(number).string(kind).string(subject).string(actor);
                            fields.time(started).map(arguments, Encoder::string);
                            fields.bool(end.isPresent());
                            fields.bool(end.flatMap(End::error).isPresent());
                            fields.string(end.flatMap(End::error).orElse(""));
                        }));
    }

    static WorkRecord decode(byte[] bytes) {
        return new Decoder(bytes).envelope(VERSION, (_, fields) -> read(fields));
    }

    private static WorkRecord read(Decoder fields) {
        long number = fields.u64();
        String kind = fields.string();
        String subject = fields.string();
        String actor = fields.string();
        Instant started = fields.time();
        Map<String, String> arguments = fields.map(Decoder::string);
        boolean over = fields.bool();
        boolean failed = fields.bool();
        String error = fields.string();
        return new WorkRecord(
                number,
                kind,
                subject,
                actor,
                started,
                arguments,
                over
                        ? Optional.of(new End(failed ? Optional.of(error) : Optional.empty()))
                        : Optional.empty());
    }
}
