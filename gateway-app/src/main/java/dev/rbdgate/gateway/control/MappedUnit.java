package dev.rbdgate.gateway.control;

import dev.rbdgate.block.LimitedBlockDevice;
import dev.rbdgate.block.Throttle;
import dev.rbdgate.config.ImageReference;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit and the image behind it, if that is open. Guarded by the lock of {@link Units}.
 *
 * <pre>
 *   missing -- attach --> ready -- close --> closed
 *      \------------------ close ------------/
 * </pre>
 */
final class MappedUnit {

    private final UnitOptions options;
    private final LogicalUnit unit;
    private final Throttle throttle;
    private ImageReference reference;
    private @Nullable Image open;
    private boolean closed;
    private int attempts;
    private @Nullable String problem;
    private Instant since = Instant.EPOCH;

    /**
     * @param throttle that the unit's calls go through
     */
    MappedUnit(ImageReference reference, UnitOptions options, LogicalUnit unit, Throttle throttle) {
        this.throttle = throttle;
        this.reference = reference;
        this.options = options;
        this.unit = unit;
    }

    UnitOptions options() {
        return options;
    }

    LogicalUnit unit() {
        return unit;
    }

    Throttle throttle() {
        return throttle;
    }

    ImageReference image() {
        return reference;
    }

    void rename(ImageReference renamed) {
        reference = renamed;
    }

    boolean isReady() {
        return open != null;
    }

    OptionalLong sizeBytes() {
        return open == null ? OptionalLong.empty() : OptionalLong.of(open.sizeBytes());
    }

    /**
     * Makes the unit ready; false if it is, or is closed, and the caller has to close the image.
     */
    boolean attach(Image image) {
        if (open != null || closed) {
            return false;
        }
        open = image;
        problem = null;
        attempts = 0;
        unit.attach(new LimitedBlockDevice(image, throttle), image.logicalUnitState());
        return true;
    }

    /** Takes an image that serves no more from the unit; false if it is not the unit's. */
    boolean lose(Image image) {
        if (!image.equals(open)) {
            return false;
        }
        open = null;
        unit.detach();
        return true;
    }

    /** Notes a failed attempt; returns how many there were. */
    int failed(String detail, Instant now) {
        if (problem == null) {
            since = now;
        }
        problem = detail;
        return ++attempts;
    }

    Optional<UnitProblem> problem(String naa) {
        return Optional.ofNullable(problem)
                .map(it -> new UnitProblem(naa, reference.path(), it, attempts, since));
    }

    /** Waits for running commands and closes the image. */
    CompletableFuture<Void> close() {
        closed = true;
        Image image = open;
        open = null;
        unit.detach();
        // What waits for the limits has been accepted, and is finished.
        throttle.releaseAll();
        return image == null ? CompletableFuture.completedFuture(null) : image.close();
    }
}
