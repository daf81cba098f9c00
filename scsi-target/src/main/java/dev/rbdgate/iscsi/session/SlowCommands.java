package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.LineLimit;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import dev.rbdgate.scsi.meter.CdbBlocks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs commands that took long, a few per second: storage that is slow is slow for all. Any thread.
 */
public final class SlowCommands {

    static final int MAX_LINES_PER_SECOND = 10;

    /** Logs none. */
    public static final SlowCommands OFF = new SlowCommands(Duration.ZERO, () -> 0);

    private static final Logger log = LoggerFactory.getLogger(SlowCommands.class);
    private static final double NANOS_PER_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final long thresholdNanos;
    private final LineLimit limit;

    /**
     * @param threshold from which on a command is slow; zero: none is
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public SlowCommands(Duration threshold, LongSupplier nanoTime) {
        this.thresholdNanos = threshold.isZero() ? Long.MAX_VALUE : threshold.toNanos();
        this.limit = new LineLimit(MAX_LINES_PER_SECOND, nanoTime);
    }

    /** A command was answered, or is dropped after an abort. */
    void ended(Task task) {
        if (task.elapsedNanos() >= thresholdNanos && log.isWarnEnabled() && limit.admit()) {
            warn(task);
        }
    }

    private static void warn(Task task) {
        double total = task.elapsedNanos() / NANOS_PER_MILLISECOND;
        double waiting = task.waitedNanos() / NANOS_PER_MILLISECOND;
        double device = total - waiting;
        String command = name(task);
        Optional<CdbBlocks> blocks = CdbBlocks.of(task.cdb());
        String where =
                blocks.map(it ->
                                ", LBA %s, %s blocks"
                                        .formatted(
                                                Long.toUnsignedString(it.lba()),
                                                Long.toUnsignedString(it.blocks())))
                        .orElse("");
        String end = task.isAborted() ? "aborted" : "answered";
        var line =
                log.atWarn()
                        .addKeyValue("event", "command.slow")
                        .addKeyValue("initiator", task.nexus().initiatorName())
                        .addKeyValue("target", task.nexus().targetName())
                        .addKeyValue("lun", task.lunNumber())
                        .addKeyValue("command", command)
                        .addKeyValue("outcome", end)
                        .addKeyValue("total_ms", total)
                        .addKeyValue("waiting_ms", waiting)
                        .addKeyValue("device_ms", device);
        if (blocks.isPresent()) {
            line =
                    line.addKeyValue("lba", Long.toUnsignedString(blocks.get().lba()))
                            .addKeyValue("blocks", blocks.get().blocks());
        }
        line.log(
                "Slow command of {} to {} LUN {}: {}{}, {} bytes, {} after {} ms: waiting {} ms, device {} ms",
                task.nexus().initiatorName(),
                task.nexus().targetName(),
                task.lunNumber(),
                command,
                where,
                task.command().expectedBytes(),
                end,
                text(total),
                text(waiting),
                text(device));
    }

    private static String name(Task task) {
        CommandEntry entry = CommandTable.find(task.cdb());
        return entry == null ? task.cdb().toString() : entry.name();
    }

    private static String text(double milliseconds) {
        return "%.1f".formatted(milliseconds);
    }
}
