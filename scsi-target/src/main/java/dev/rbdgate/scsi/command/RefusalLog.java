package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.LineLimit;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiTask;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refusals by blame, a few per second: neither a peer that sends nonsense nor storage that
 * fails every call may fill the disk with log lines.
 */
final class RefusalLog {

    static final int MAX_LINES_PER_SECOND = 10;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final LineLimit limit;

    RefusalLog(LongSupplier nanoTime) {
        this.limit = new LineLimit(MAX_LINES_PER_SECOND, nanoTime);
    }

    void log(ScsiTask task, Refusal refusal) {
        switch (refusal.blame()) {
            case OURS -> {
                if (admit()) {
                    LOG.error("{}", line(task, refusal));
                }
            }
            case PEER -> {
                if (LOG.isWarnEnabled() && admit()) {
                    LOG.warn("{}", line(task, refusal));
                }
            }
            // Unit attentions, reservation conflicts, miscompares: part of normal life.
            case STATE ->
                    LOG.debug(
                            "{} answered {}: {}",
                            task.nexus(),
                            refusal.status(),
                            refusal.getMessage());
        }
    }

    void defect(ScsiTask task, Throwable defect) {
        if (admit()) {
            LOG.error("defect in command {} from {}", task.cdb(), task.nexus(), defect);
        }
    }

    private static String line(ScsiTask task, Refusal refusal) {
        return "%s: command %s on LUN %016x refused: %s"
                .formatted(
                        task.nexus().initiatorName(), task.cdb(), task.lun(), refusal.getMessage());
    }

    /** Whether another line may be written in this second. */
    boolean admit() {
        return limit.admit();
    }
}
